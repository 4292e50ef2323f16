import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react';
import { formatExact } from '../../../src/base/humanNumber';
import { classNames } from '../../controls/classNames';
import { Tooltip } from '../../controls/Tooltip';
import styles from './LayerTable.module.css';
import { LayerTableRow } from './LayerTableRow';
import { type ColumnName, numberColumns, textColumns } from './tableColumns';
import type { TableNumbers, TableRow } from './tableRows';
import type { LayerRows } from './useLayerRows';

/** What the table shows, and where clicks and keys go. */
export interface LayerTableProps {
  readonly rows: LayerRows;
  readonly columns: readonly ColumnName[];
  readonly total: TableNumbers;
  readonly totalLabel: string;
  /** False when the sums are lower bounds. */
  readonly complete: boolean;
  /** The paths of the rows that are selected on the canvas. */
  readonly selected: readonly string[];
  readonly onFold: (row: TableRow, open: boolean) => void;
  /** Shows the row's node on the canvas. */
  readonly onShow: (row: TableRow) => void;
  /** Told of the row that the arrow keys have come to. */
  readonly onMove: (row: TableRow) => void;
  /** Shown below the table. */
  readonly children: ReactNode;
}

const rowHeight = 24;
const headHeight = 24;
/** What a column of numbers needs at least, in pixels. */
const numberWidth = 86;
const texts = Object.keys(textColumns) as (keyof typeof textColumns)[];

/** The table of layers; only the rows in sight are in the page, so thousands scroll smoothly. */
export function LayerTable(props: LayerTableProps) {
  const { rows, columns, total, complete, selected } = props;
  const { shown } = rows;
  const scroller = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const virtualizer = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => shown[index]?.row.id ?? index,
    scrollPaddingStart: headHeight,
    scrollPaddingEnd: headHeight,
    overscan: 6,
  });
  const selectedRows = new Set(selected);
  const active = shown.findIndex(({ row }) => row.id === cursor);

  const [first = null] = selected;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new selection moves the table.
  useEffect(() => {
    const place = first === null ? -1 : nearest(first, (id) => placeOf(rows, id));
    if (place < 0) return;
    setCursor(shown[place]?.row.id ?? null);
    virtualizer.scrollToIndex(place);
  }, [first]);

  // Rows are handed the same functions at every edit, so that unchanged ones need not be drawn again.
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const onFold = useCallback<LayerTableProps['onFold']>(
    (row, open) => latest.current.onFold(row, open),
    [],
  );
  const onShow = useCallback((row: TableRow): void => {
    setCursor(row.id);
    latest.current.onShow(row);
  }, []);

  const moveTo = (place: number): void => {
    const row = shown[place]?.row;
    if (!row) return;
    setCursor(row.id);
    virtualizer.scrollToIndex(place);
    props.onMove(row);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const current = shown[active];
    const next = nextPlace(event.key, active, shown.length);
    if (next !== null) moveTo(next);
    else if (current && event.key === 'Enter') props.onShow(current.row);
    else if (current && event.key === 'ArrowRight') {
      if (current.isOpen === false) props.onFold(current.row, true);
      else if (current.isOpen) moveTo(active + 1);
    } else if (current && event.key === 'ArrowLeft') {
      if (current.isOpen) props.onFold(current.row, false);
      else
        moveTo(shown.findLastIndex(({ depth }, place) => place < active && depth < current.depth));
    } else return;
    event.preventDefault();
  };

  const inSight = virtualizer.getVirtualItems();
  const above = inSight[0]?.start ?? 0;
  const below = virtualizer.getTotalSize() - (inSight.at(-1)?.end ?? 0);
  const width = texts.length + columns.length;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a scrolling grid needs the element that scrolls.
    <div
      ref={scroller}
      className={styles.scroller}
      role="region"
      aria-label="Layers; arrow keys move, left and right fold, Enter shows on the canvas"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move through the rows.
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <table
        className={styles.table}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows that fold make it a tree.
        role="treegrid"
        aria-rowcount={shown.length + 2}
        style={{ minWidth: `calc(var(--texts) + ${numberWidth * columns.length}px)` }}
      >
        <thead>
          <tr>
            {texts.map((name) => (
              <Heading key={name} id={name} rows={rows} {...textColumns[name]} />
            ))}
            {columns.map((name) => (
              <Heading key={name} id={name} rows={rows} isNumber {...numberColumns[name]} />
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <Gap height={above} columns={width} />}
          {inSight.map((item) => {
            const line = shown[item.index];
            return (
              line && (
                <LayerTableRow
                  key={line.row.id}
                  line={line}
                  index={item.index}
                  columns={columns}
                  selected={selectedRows.has(line.row.id)}
                  active={item.index === active}
                  onFold={onFold}
                  onShow={onShow}
                />
              )
            );
          })}
          {below > 0 && <Gap height={below} columns={width} />}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={texts.length}>
              {props.totalLabel}
            </th>
            {columns.map((name) => {
              const { text, exact } = numberColumns[name];
              const value = exact(total);
              const isSum = typeof value === 'number';
              return (
                <td
                  key={name}
                  className={styles.number}
                  title={isSum ? formatExact(value) : (value ?? undefined)}
                >
                  {isSum && !complete && '≥ '}
                  {text(total) ?? '–'}
                </td>
              );
            })}
          </tr>
        </tfoot>
      </table>
      {props.children}
    </div>
  );
}

/** Stands for the rows that are not in the page. */
function Gap({ height, columns }: { readonly height: number; readonly columns: number }) {
  return (
    <tr aria-hidden style={{ height }}>
      <td colSpan={columns} />
    </tr>
  );
}

function placeOf({ shown }: LayerRows, id: string): number {
  return shown.findIndex(({ row }) => row.id === id);
}

/** The place of a path, or of the nearest block around it that is shown; -1 without one. */
function nearest(path: string, placeOf: (id: string) => number): number {
  for (let id = path; ; id = id.slice(0, id.lastIndexOf('/'))) {
    const place = placeOf(id);
    if (place >= 0 || !id.includes('/')) return place;
  }
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
  readonly heading: string;
  readonly convention: string;
  readonly isNumber?: boolean;
  readonly rows: LayerRows;
}

function Heading({ id, heading, convention, isNumber = false, rows }: HeadingProps) {
  const sorted = rows.sorted(id);
  return (
    <th
      scope="col"
      aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : 'none'}
      className={classNames(styles[id], isNumber && styles.number)}
    >
      <Tooltip text={convention}>
        <button type="button" className={styles.heading} onClick={() => rows.sortBy(id)}>
          <span>{heading}</span>
          <span className={styles.arrow}>
            {sorted === 'asc' && <ArrowUp size={12} />}
            {sorted === 'desc' && <ArrowDown size={12} />}
          </span>
        </button>
      </Tooltip>
    </th>
  );
}
