import Papa from 'papaparse';
import type { Result } from '../base/result';
import { failure, success } from '../base/result';

/** How a table is written; what is left out is found out. */
export interface CsvOptions {
  /** Whether the first row holds column names; `automatic` looks at the first two rows. */
  readonly header?: 'automatic' | boolean;
  /** What separates two cells; otherwise the first line decides between tab, `;` and `,`. */
  readonly delimiter?: ',' | ';' | '\t';
}

/** A table of texts, all rows equally long, with what is needed to say where a cell stands. */
export interface CsvTable {
  readonly file: string;
  /** Names of the columns, all different; `column 1`, `column 2`… where the file has no header. */
  readonly columns: readonly string[];
  /** The cells, without the header, trimmed. */
  readonly rows: readonly (readonly string[])[];
  /** The line on which each row starts, counted from 1. */
  readonly lines: readonly number[];
}

/** More than this does not fit into memory as a table of texts. */
const LARGEST_CSV_BYTES = 128 * 2 ** 20;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** The number a cell holds, written with a point and perhaps an exponent, or null where it is none. */
export function parseNumber(cell: string): number | null {
  return NUMBER.test(cell) ? Number(cell) : null;
}

/** Where a cell stands, for messages: `iris.csv, line 17, column "petal width"`. */
export function cellPlace(table: CsvTable, row: number, column: number): string {
  return `${table.file}, line ${table.lines[row]}, column "${table.columns[column]}"`;
}

function decodeText(file: string, bytes: Uint8Array): Result<string> {
  if (bytes.length > LARGEST_CSV_BYTES) {
    return failure(
      `${file}: ${bytes.length} bytes are too large for a table ` +
        `(at most ${LARGEST_CSV_BYTES}); cut the file into parts.`,
    );
  }
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  try {
    // The decoder drops a byte order mark.
    return success(new TextDecoder(utf16 ? 'utf-16le' : 'utf-8', { fatal: true }).decode(bytes));
  } catch {
    return failure(`${file}: not UTF-8 text; save the table as "CSV UTF-8".`);
  }
}

function detectDelimiter(text: string): ',' | ';' | '\t' {
  const firstLine = text.slice(0, text.search(/\n|$/)).replace(/"[^"]*"/g, '');
  if (firstLine.includes('\t')) return '\t';
  return firstLine.includes(';') ? ';' : ',';
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function detectHeader(rows: readonly (readonly string[])[]): boolean {
  const isNumber = (cell: string) => parseNumber(cell) !== null;
  const [first = [], second] = rows;
  if (first.some(isNumber)) return false;
  return second === undefined || second.some(isNumber);
}

function nameColumns(
  file: string,
  line: number,
  header: readonly string[],
): Result<readonly string[]> {
  const names = header.map((name, index) => name || `column ${index + 1}`);
  const second = names.findIndex((name, index) => names.indexOf(name) < index);
  if (second >= 0) {
    const name = names[second] ?? '';
    return failure(
      `${file}, line ${line}: columns ${names.indexOf(name) + 1} and ${second + 1} are both called ` +
        `"${name}"; give every column a name of its own.`,
    );
  }
  return success(names);
}

/**
 * Reads a table: RFC 4180 with `,`, `;` or tab between cells, quoted cells, any line ends, UTF-8 or
 * UTF-16 with a byte order mark. Blank lines are left out. Errors name the file and the line.
 */
export function parseCsv(
  file: string,
  bytes: Uint8Array,
  options: CsvOptions = {},
): Result<CsvTable> {
  const decoded = decodeText(file, bytes);
  if (!decoded.ok) return decoded;
  const text = decoded.value.replace(/\r\n?/g, '\n');
  const delimiter = options.delimiter ?? detectDelimiter(text);
  const parsed = Papa.parse<string[]>(text, { delimiter, newline: '\n' });
  const [problem] = parsed.errors;
  if (problem) {
    const where = `${file}, line ${lineAt(text, problem.index ?? 0)}`;
    return failure(
      problem.code === 'MissingQuotes'
        ? `${where}: a cell starts with a quotation mark that is never closed; close it.`
        : `${where}: a quoted cell goes on after its closing quotation mark; ` +
            'write a quotation mark inside a cell twice.',
    );
  }

  const rows: string[][] = [];
  const lines: number[] = [];
  let line = 1;
  for (const cells of parsed.data) {
    if (cells.length > 1 || cells[0]?.trim()) {
      rows.push(cells.map((cell) => cell.trim()));
      lines.push(line);
    }
    line += cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 1);
  }

  const [first] = rows;
  if (first === undefined) return failure(`${file}: the file is empty; choose a table.`);
  const ragged = rows.findIndex((cells) => cells.length !== first.length);
  if (ragged >= 0) {
    return failure(
      `${file}, line ${lines[ragged]}: expected ${first.length} cells as in line ${lines[0]}, ` +
        `found ${rows[ragged]?.length}; make every row equally long.`,
    );
  }
  const { header = 'automatic' } = options;
  const hasHeader = header === 'automatic' ? detectHeader(rows) : header;
  const columns = nameColumns(file, lines[0] ?? 1, hasHeader ? first : first.map(() => ''));
  if (!columns.ok) return columns;
  if (hasHeader) {
    rows.shift();
    lines.shift();
  }
  if (rows.length === 0) {
    return failure(
      `${file}: the table has a header and no rows; add rows or switch the header off.`,
    );
  }
  return success({ file, columns: columns.value, rows, lines });
}
