import { ChevronRight } from 'lucide-react';
import { memo } from 'react';
import { shallow as isShallowEqual } from 'zustand/shallow';
import { formatExact } from '../../../src/base/humanNumber';
import { formatShape } from '../../../src/base/tensorType';
import { classNames } from '../../controls/classNames';
import styles from './LayerTable.module.css';
import { type ColumnName, numberColumns } from './tableColumns';
import { kindTitle, type TableRow } from './tableRows';
import type { ShownRow } from './useLayerRows';

/** A line of the table and where clicks on it go. */
export interface LayerTableRowProps {
  readonly line: ShownRow;
  readonly index: number;
  readonly columns: readonly ColumnName[];
  readonly selected: boolean;
  /** Whether the arrow keys have come to it. */
  readonly active: boolean;
  readonly onFold: (row: TableRow, open: boolean) => void;
  readonly onShow: (row: TableRow) => void;
}

function Row(props: LayerTableRowProps) {
  const { line, index, columns, selected, active, onFold, onShow } = props;
  const { row, depth, isOpen } = line;
  const kind = row.path === null ? row.kind : kindTitle(row.kind);
  return (
    <tr
      aria-rowindex={index + 2}
      aria-level={depth + 1}
      aria-expanded={isOpen ?? undefined}
      aria-selected={selected}
      className={classNames(styles.row, selected && styles.selected, active && styles.active)}
      onClick={() => (row.path === null ? onFold(row, !isOpen) : onShow(row))}
    >
      <th scope="row" title={row.path ?? row.label}>
        <span className={styles.name} style={{ paddingLeft: depth * 14 }}>
          {isOpen === null ? (
            <span className={styles.chevron} />
          ) : (
            <button
              type="button"
              className={classNames(styles.chevron, isOpen && styles.open)}
              aria-label={`${isOpen ? 'Fold' : 'Unfold'} ${row.label}`}
              tabIndex={-1}
              onClick={(event) => {
                event.stopPropagation();
                onFold(row, !isOpen);
              }}
            >
              <ChevronRight size={14} />
            </button>
          )}
          <span className={styles.label}>{row.label}</span>
        </span>
      </th>
      <td className={styles.kind} title={kind}>
        {kind}
      </td>
      <td title={row.dtype ?? undefined}>{row.output ? formatShape(row.output) : '–'}</td>
      {columns.map((name) => {
        const { text, exact } = numberColumns[name];
        const value = exact(row);
        return (
          <td
            key={name}
            className={classNames(styles.number, value === 0 && styles.zero)}
            title={
              typeof value === 'number'
                ? numberTitle(value, name, row.weightsOf)
                : (value ?? undefined)
            }
          >
            {text(row) ?? '–'}
          </td>
        );
      })}
    </tr>
  );
}

/**
 * A line of the table of layers: its name behind a chevron where something is inside, its numbers.
 * One that says what it said before is left alone; `onFold` and `onShow` must stay the same.
 */
export const LayerTableRow = memo(Row, saysTheSame);

function saysTheSame(before: LayerTableRowProps, after: LayerTableRowProps): boolean {
  const { line: oldLine, ...old } = before;
  const { line, ...others } = after;
  const { inside: _before, ...oldRow } = oldLine.row;
  const { inside: _after, ...row } = line.row;
  return (
    isShallowEqual(old, others) &&
    oldLine.depth === line.depth &&
    oldLine.isOpen === line.isOpen &&
    isShallowEqual(oldRow, row)
  );
}

/** The exact number, and where weights are counted that belong to another node. */
function numberTitle(value: number, name: ColumnName, weightsOf: string | null): string {
  const isOfWeights = name === 'parameters' || name === 'trainableParameters';
  return weightsOf !== null && isOfWeights
    ? `${formatExact(value)}; its weights are those of ${weightsOf}, and counted there`
    : formatExact(value);
}
