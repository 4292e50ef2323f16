import Papa from 'papaparse';
import { formatExact } from '../../../src/base/humanNumber';
import type { Cell, CopiedTable } from './copiedTable';

/**
 * The table as comma-separated values with a heading and the totals last: plain digits, empty where a
 * number is not known, lines ended as RFC 4180 says. A spreadsheet takes no cell for a formula. What
 * the numbers mean is left out, so that programs find nothing but the table.
 */
export function toCsv({ headings, rows, total }: CopiedTable): string {
  return Papa.unparse(
    {
      fields: [...headings],
      data: [...rows, total].map((row) => row.map((cell) => cell ?? '')),
    },
    // The library's own pattern misses cells of several lines.
    { escapeFormulae: /^[=+\-@\t\r]/ },
  );
}

/**
 * The table as GitHub-flavoured Markdown, numbers right-aligned with thousands set apart, and what
 * they mean below.
 */
export function toMarkdown({ headings, texts, rows, total, notes }: CopiedTable): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const text = (cell: Cell): string => markdownText(cellText(cell, '–'));
  return [
    line(headings),
    line(headings.map((_, column) => (column < texts ? '---' : '---:'))),
    ...rows.map((row) => line(row.map(text))),
    line(total.map((cell) => (cell === '' ? '' : `**${text(cell)}**`))),
    ...(notes.length > 0 ? ['', ...notes.map((note) => `- ${markdownText(note)}`)] : []),
  ].join('\n');
}

/** The table for LaTeX with the lines of the package booktabs, and what the numbers mean below. */
export function toLatex({ headings, texts, rows, total, notes }: CopiedTable): string {
  const line = (cells: readonly string[]): string => `  ${cells.join(' & ')} \\\\`;
  const text = (cell: Cell): string => latexText(cellText(cell, '–'));
  const bold = (words: string): string => (words === '' ? '' : `\\textbf{${words}}`);
  const alignment = 'l'.repeat(texts) + 'r'.repeat(headings.length - texts);
  return [
    '% Needs \\usepackage{booktabs}',
    `\\begin{tabular}{${alignment}}`,
    '  \\toprule',
    line(headings.map(latexText)),
    '  \\midrule',
    ...rows.map((row) => line(row.map(text))),
    '  \\midrule',
    line(total.map((cell) => bold(text(cell)))),
    '  \\bottomrule',
    '\\end{tabular}',
    ...notes.map((note) => `\\par{\\footnotesize ${latexText(note)}\\par}`),
    '',
  ].join('\n');
}

function cellText(cell: Cell, unknown: string): string {
  if (cell === null) return unknown;
  return typeof cell === 'number' ? formatExact(cell) : cell.replace(/\s+/g, ' ');
}

function markdownText(words: string): string {
  return words.replace(/[\\|]/g, '\\$&');
}

const latexCharacters: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': "''",
  '×': '$\\times$',
  '·': '$\\cdot$',
  '−': '$-$',
  '≥': '$\\geq$',
  '–': '--',
  '’': "'",
  '…': '\\dots{}',
};

/** A text in which nothing is a command of LaTeX. */
function latexText(words: string): string {
  return words.replace(/[\\{}~^<>|"×·−≥–’…#$%&_]/g, (character) => {
    return latexCharacters[character] ?? `\\${character}`;
  });
}
