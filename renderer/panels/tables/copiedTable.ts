import type { SlideTable } from '../../../src/analysis/slideTable';
import type { Summary } from '../../../src/analysis/summary';
import { formatShape } from '../../../src/base/tensorType';
import { type ColumnName, type NumberColumn, numberColumns } from './tableColumns';
import { kindTitle, type TableNumbers, type TableRow } from './tableRows';

/** A cell of a copied table; null where something is not known. */
export type Cell = string | number | null;

/** A table on its way to the clipboard. */
export interface CopiedTable {
  readonly headings: readonly string[];
  /** How many columns, from the left, hold text. */
  readonly texts: number;
  readonly rows: readonly (readonly Cell[])[];
  readonly total: readonly Cell[];
  /** What the numbers mean, and what is to be said about them. */
  readonly notes: readonly string[];
}

/** The table as it is shown, its rows by whole paths and its numbers exact. */
export function copyOfLayers(
  { complete }: Summary,
  rows: readonly TableRow[],
  total: TableNumbers,
  columns: readonly ColumnName[],
): CopiedTable {
  const numbers: readonly NumberColumn[] = columns.map((name) => numberColumns[name]);
  const heading = ({ copied, heading: shown }: NumberColumn): string => copied ?? shown;
  return {
    headings: ['Layer', 'Kind', 'Output', 'Type', ...numbers.map(heading)],
    texts: 4,
    rows: rows.map((row) => [
      row.path ?? row.label,
      row.path === null ? row.kind : kindTitle(row.kind),
      row.output && formatShape(row.output),
      row.dtype,
      ...numbers.map((column) => column.exact(row)),
    ]),
    total: [
      complete ? 'Total' : 'Total of what is known',
      '',
      '',
      '',
      ...numbers.map((column) => column.exact(total)),
    ],
    notes: numbers.map((column) => `${heading(column)}: ${column.convention}`),
  };
}

/** The lecture's table, its cells as the slide writes them. */
export function copyOfSlide({ rows, total }: SlideTable, notes: readonly string[]): CopiedTable {
  return {
    headings: ['Layer', 'Output', 'Memory', 'Parameters'],
    texts: 4,
    rows: rows.map((row) => [row.layer, row.shape, row.memory, row.parameters]),
    total: ['Total', '', total.memory, total.parameters],
    notes,
  };
}
