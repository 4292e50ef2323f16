import Papa from 'papaparse';
import type { Summary, SummaryRow } from '../../../src/analysis/summary';
import { formatExact } from '../../../src/base/humanNumber';
import { formatShape } from '../../../src/base/tensorType';
import { findLayerKind } from '../../../src/kinds/registry';

/** The headings of a copied table, in the order of its columns. */
export const copiedHeadings = [
  'Layer',
  'Kind',
  'Output',
  'Type',
  'Parameters',
  'Trainable parameters',
  'Activation bytes',
  'MACs',
] as const;

/** The name of a kind as people know it; an unknown kind's identifier as it stands in the file. */
export function kindTitle(kind: string): string {
  return findLayerKind(kind)?.title ?? kind;
}

/**
 * The table as comma-separated values with a heading and the totals last: plain digits, empty where a
 * number is not known, lines ended as RFC 4180 says. A spreadsheet takes no cell for a formula.
 */
export function toCsv(summary: Summary): string {
  const cells = [...summary.rows.map(rowCells), totalCells(summary)];
  return Papa.unparse(
    {
      fields: [...copiedHeadings],
      data: cells.map((row) => row.map((cell) => cell ?? '')),
    },
    // The library's own pattern misses cells of several lines.
    { escapeFormulae: /^[=+\-@\t\r]/ },
  );
}

/** The table as GitHub-flavoured Markdown, numbers right-aligned with thousands set apart. */
export function toMarkdown(summary: Summary): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const text = (cell: string | number | null): string =>
    cell === null
      ? '–'
      : typeof cell === 'number'
        ? formatExact(cell)
        : cell.replace(/[\\|]/g, '\\$&').replace(/\s+/g, ' ');
  return [
    line(copiedHeadings),
    line(copiedHeadings.map((_, column) => (column < 4 ? '---' : '---:'))),
    ...summary.rows.map((row) => line(rowCells(row).map(text))),
    line(totalCells(summary).map((cell) => (cell === '' ? '' : `**${text(cell)}**`))),
  ].join('\n');
}

type Cell = string | number | null;

function rowCells(row: SummaryRow): Cell[] {
  return [
    row.node,
    kindTitle(row.kind),
    row.output && formatShape(row.output),
    row.dtype,
    row.parameters,
    row.trainableParameters,
    row.activationBytes,
    row.macs,
  ];
}

function totalCells({ totals, complete }: Summary): Cell[] {
  return [
    complete ? 'Total' : 'Total of what is known',
    '',
    '',
    '',
    totals.parameters,
    totals.trainableParameters,
    totals.activationBytes,
    totals.macs,
  ];
}
