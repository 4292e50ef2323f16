import { useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { Summary, SummaryRow } from '../../../src/analysis/summary';
import { formatExact } from '../../../src/base/humanNumber';
import { classNames } from '../../controls/classNames';
import { Tooltip } from '../../controls/Tooltip';
import { useEditor } from '../../store/editorStore';
import styles from './LayerTable.module.css';
import {
  layerColumns,
  layerFeatures,
  type NumberColumnName,
  numberColumns,
  textConventions,
} from './layerTable';

/** What the table shows. */
export interface LayerTableProps {
  readonly summary: Summary;
  /** Rows that hold this text are shown; empty for all. */
  readonly filter: string;
  readonly graphId: string;
}

const rowHeight = 24;
const headHeight = 24;

/** The table of layers; only the rows in sight are in the page, so thousands scroll smoothly. */
export function LayerTable({ summary, filter, graphId }: LayerTableProps) {
  const selection = useEditor((state) => state.selection);
  const scroller = useRef<HTMLDivElement>(null);
  const table = useTable({
    features: layerFeatures,
    columns: layerColumns,
    data: summary.rows,
    state: { globalFilter: filter },
    globalFilterFn: 'includesString',
    getColumnCanGlobalFilter: (column) => !(column.id in numberColumns),
    getRowId: (row) => row.node,
  });
  const { rows } = table.getRowModel();
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    scrollPaddingStart: headHeight,
    scrollPaddingEnd: headHeight,
    overscan: 6,
  });
  const selected = new Set(selection);
  const [first] = selection;
  const places = rows.map((row) => row.id);
  const active = first === undefined ? -1 : places.indexOf(first);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new selection moves the table.
  useEffect(() => {
    if (active >= 0) virtualizer.scrollToIndex(active);
  }, [first]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const next = nextPlace(event.key, active, rows.length);
    const id = next === null ? undefined : places[next];
    if (event.key === 'Enter' && active >= 0 && first !== undefined) {
      useEditor.getState().focusNode(graphId, first);
    } else if (id !== undefined) {
      useEditor.getState().select([id]);
    } else return;
    event.preventDefault();
  };

  const inSight = virtualizer.getVirtualItems();
  const above = inSight[0]?.start ?? 0;
  const below = virtualizer.getTotalSize() - (inSight.at(-1)?.end ?? 0);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a scrolling grid needs the element that scrolls.
    <div
      ref={scroller}
      className={styles.scroller}
      role="region"
      aria-label="Layers; the arrow keys select, Enter shows on the canvas"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move through the rows.
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <table className={styles.table} aria-rowcount={rows.length + 2}>
        <thead>
          <tr>
            {table.getHeaderGroups()[0]?.headers.map(({ column }) => (
              <Heading
                key={column.id}
                id={column.id}
                name={String(column.columnDef.header)}
                sorted={column.getIsSorted()}
                onSort={() => column.toggleSorting()}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && (
            <tr aria-hidden style={{ height: above }}>
              <td colSpan={layerColumns.length} />
            </tr>
          )}
          {inSight.map((item) => {
            const row = rows[item.index];
            return (
              row && (
                <LayerRow
                  key={row.id}
                  row={row.original}
                  index={item.index}
                  graphId={graphId}
                  cells={row.getAllCells().map((cell) => cell.getValue() as string | number)}
                  selected={selected.has(row.id)}
                />
              )
            );
          })}
          {below > 0 && (
            <tr aria-hidden style={{ height: below }}>
              <td colSpan={layerColumns.length} />
            </tr>
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={3}>
              {totalLabel(summary, rows.length)}
            </th>
            {names.map((name) => {
              const { format, total } = numberColumns[name];
              const value = total(summary.totals);
              return (
                <td key={name} className={styles.number} title={formatExact(value)}>
                  {!summary.complete && '≥ '}
                  {format(value)}
                </td>
              );
            })}
          </tr>
        </tfoot>
      </table>
      {rows.length === 0 && <p className={styles.nothing}>No layer matches “{filter}”.</p>}
    </div>
  );
}

const names = Object.keys(numberColumns) as NumberColumnName[];

function totalLabel({ rows, complete }: Summary, shown: number): string {
  const count = rows.length === 1 ? '1 layer' : `${formatExact(rows.length)} layers`;
  const part = shown < rows.length ? `, ${formatExact(shown)} shown` : '';
  return `${complete ? 'Total of' : 'What is known of'} ${count}${part}`;
}

/** The place that a key leads to from another, or null for keys that lead nowhere. */
function nextPlace(key: string, from: number, count: number): number | null {
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: from + 1,
    ArrowUp: from < 0 ? count - 1 : from - 1,
    PageDown: from + 10,
    PageUp: from - 10,
    Home: 0,
    End: count - 1,
  };
  const to = moves[key];
  return to === undefined || count === 0 ? null : Math.min(count - 1, Math.max(0, to));
}

interface HeadingProps {
  readonly id: string;
  readonly name: string;
  readonly sorted: false | 'asc' | 'desc';
  readonly onSort: () => void;
}

function Heading({ id, name, sorted, onSort }: HeadingProps) {
  const number = numberColumns[id as NumberColumnName] as
    | (typeof numberColumns)[NumberColumnName]
    | undefined;
  const convention = number?.convention ?? textConventions[id];
  return (
    <th
      scope="col"
      aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : 'none'}
      className={classNames(styles[id], number && styles.number)}
    >
      <Tooltip text={convention}>
        <button type="button" className={styles.heading} onClick={onSort}>
          <span>{name}</span>
          <span className={styles.arrow}>
            {sorted === 'asc' && <ArrowUp size={12} />}
            {sorted === 'desc' && <ArrowDown size={12} />}
          </span>
        </button>
      </Tooltip>
    </th>
  );
}

interface LayerRowProps {
  readonly row: SummaryRow;
  readonly index: number;
  readonly graphId: string;
  /** The texts of the first columns, as the table has them. */
  readonly cells: readonly (string | number)[];
  readonly selected: boolean;
}

function LayerRow({ row, index, graphId, cells, selected }: LayerRowProps) {
  return (
    <tr
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={classNames(styles.row, selected && styles.selected)}
      onClick={() => useEditor.getState().focusNode(graphId, row.node)}
    >
      <th scope="row" title={row.node}>
        {row.node}
      </th>
      <td className={styles.kind} title={String(cells[1])}>
        {cells[1]}
      </td>
      <td title={row.dtype ?? undefined}>{cells[2] || '–'}</td>
      {names.map((name) => {
        const value = row[name];
        return (
          <td
            key={name}
            className={classNames(styles.number, value === 0 && styles.zero)}
            title={value === null ? 'Not known yet: see Problems.' : formatExact(value)}
          >
            {value === null ? '–' : numberColumns[name].format(value)}
          </td>
        );
      })}
    </tr>
  );
}
