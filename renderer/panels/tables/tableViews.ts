import type { SortingState } from '@tanstack/react-table';
import { create } from 'zustand';
import { type ColumnName, columnNames, usualColumns } from './tableColumns';
import type { RowChoice } from './tableRows';

/** How one graph's table is looked at. */
export interface TableView extends RowChoice {
  /** The rows that are open, by id. */
  readonly open: Readonly<Record<string, boolean>>;
  readonly sorting: SortingState;
  /** Whether the table is written as on the lecture's slide, and with biases there. */
  readonly slide: boolean;
  readonly biases: boolean;
}

const firstView: TableView = {
  arrangement: 'tree',
  filter: '',
  kind: null,
  open: {},
  sorting: [],
  slide: false,
  biases: false,
};

/** How tables are looked at, as long as the window is open. */
export interface TableViews {
  /** By the place of the project among those opened, and graph. */
  readonly views: Readonly<Record<string, TableView>>;
  /** The columns of numbers that are shown, in every table; kept for the next start. */
  readonly columns: readonly ColumnName[];
  change(key: string, change: Partial<TableView>): void;
  showColumn(name: ColumnName, shown: boolean): void;
}

const storageKey = 'netloom.tableColumns';

/** The columns chosen when the window was open before; the usual ones where that is not known. */
function firstColumns(): readonly ColumnName[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null');
    return Array.isArray(kept) ? columnNames.filter((name) => kept.includes(name)) : usualColumns;
  } catch {
    return usualColumns;
  }
}

/** Keeps how each graph's table is folded, sorted and filtered while other panels are on show. */
export const useTableViews = create<TableViews>()((set, get) => ({
  views: {},
  columns: firstColumns(),
  change(key, change) {
    const { views } = get();
    set({ views: { ...views, [key]: { ...(views[key] ?? firstView), ...change } } });
  },
  showColumn(name, shown) {
    const before = get().columns;
    const columns = columnNames.filter((other) =>
      other === name ? shown : before.includes(other),
    );
    localStorage.setItem(storageKey, JSON.stringify(columns));
    set({ columns });
  },
}));

/** How a graph's table is looked at; as at first where nobody changed anything. */
export function selectTableView({ views }: TableViews, key: string): TableView {
  return views[key] ?? firstView;
}
