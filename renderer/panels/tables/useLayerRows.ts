import {
  createColumnHelper,
  createExpandedRowModel,
  createSortedRowModel,
  functionalUpdate,
  rowExpandingFeature,
  rowSortingFeature,
  type SortingState,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { formatShape } from '../../../src/base/tensorType';
import { columnNames, numberColumns } from './tableColumns';
import { kindTitle, type TableRow } from './tableRows';
import type { TableView } from './tableViews';

const features = tableFeatures({
  rowSortingFeature,
  rowExpandingFeature,
  sortedRowModel: createSortedRowModel(),
  expandedRowModel: createExpandedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
});

const helper = createColumnHelper<typeof features, TableRow>();

const columns = helper.columns([
  helper.accessor('label', { id: 'layer', sortFn: 'alphanumeric' }),
  helper.accessor((row) => kindTitle(row.kind), { id: 'kind', sortFn: 'alphanumeric' }),
  helper.accessor((row) => (row.output ? formatShape(row.output) : ''), {
    id: 'output',
    sortFn: 'alphanumeric',
  }),
  ...columnNames.map((name) =>
    helper.accessor((row) => numberColumns[name].order(row) ?? undefined, {
      id: name,
      sortFn: 'basic',
      sortUndefined: 'last',
      sortDescFirst: true,
    }),
  ),
]);

/** A row that is in sight or could be scrolled to. */
export interface ShownRow {
  readonly row: TableRow;
  readonly depth: number;
  /** Whether it is open; null for one with nothing inside. */
  readonly isOpen: boolean | null;
}

/** Rows in the order shown, and what sorting by a heading does. */
export interface LayerRows {
  readonly shown: readonly ShownRow[];
  readonly sorted: (column: string) => false | 'asc' | 'desc';
  readonly sortBy: (column: string) => void;
}

const insideOf = (row: TableRow): TableRow[] => row.inside as TableRow[];

/** Sorts a table's rows, in a tree each among its neighbours, and leaves out what is folded away. */
export function useLayerRows(
  rows: readonly TableRow[],
  view: Pick<TableView, 'open' | 'sorting'>,
  onSort: (sorting: SortingState) => void,
): LayerRows {
  const table = useTable({
    features,
    columns,
    data: rows as TableRow[],
    state: { expanded: view.open as Record<string, boolean>, sorting: view.sorting },
    onSortingChange: (update) => onSort(functionalUpdate(update, view.sorting)),
    autoResetExpanded: false,
    getSubRows: insideOf,
    getRowId: (row) => row.id,
  });
  return {
    shown: table.getRowModel().rows.map((row) => ({
      row: row.original,
      depth: row.depth,
      isOpen: row.original.inside.length > 0 ? row.getIsExpanded() : null,
    })),
    sorted: (column) => table.getColumn(column)?.getIsSorted() ?? false,
    sortBy: (column) => table.getColumn(column)?.toggleSorting(),
  };
}
