import { createRandomness } from '../base/randomness';
import type { Result } from '../base/result';
import { failure, success } from '../base/result';
import type { DividedIndices } from './batches';
import { divideIndices } from './batches';
import type { CsvOptions, CsvTable } from './csv';
import { cellPlace, parseCsv, parseNumber } from './csv';
import type { DataFiles } from './dataFiles';
import { checkTestRatio, fileName } from './dataOptions';
import type { Column, DataSet, Split } from './dataSet';

/** What to make of a table. */
export interface CsvDataSetOptions extends CsvOptions {
  /** Name of the column to predict, or names for a regression of several; the last where left out. */
  readonly target?: string | readonly string[];
  /**
   * `automatic` classifies where the target is text, or whole numbers with few different values
   * that repeat; everything else is a regression.
   */
  readonly task?: 'automatic' | 'classification' | 'regression';
  /** Columns to leave out, by name: numbers of rows, remarks. */
  readonly ignore?: readonly string[];
  readonly testRatio?: number;
  readonly seed?: number;
  /** Brings every feature to mean 0 and deviation 1 over the training rows. */
  readonly standardise?: boolean;
}

/** More classes than this are a mistake: a name or a number of a row taken for a class. */
const MOST_CLASSES = 1000;
/** Whole numbers with at most this many different values are taken for classes. */
const MOST_NUMBERED_CLASSES = 20;

/** Numbers as they stand in the file, row after row, before they are narrowed to float32. */
interface Numbers {
  readonly values: Float64Array;
  readonly width: number;
}

function findColumns(table: CsvTable, names: readonly string[]): Result<readonly number[]> {
  const found: number[] = [];
  for (const name of names) {
    const index = table.columns.indexOf(name);
    if (index < 0) {
      const known = table.columns.map((column) => `"${column}"`).join(', ');
      return failure(`${table.file}: there is no column "${name}"; choose one of ${known}.`);
    }
    found.push(index);
  }
  return success(found);
}

function cellAt(table: CsvTable, row: number, column: number): string {
  return table.rows[row]?.[column] ?? '';
}

function readNumbers(table: CsvTable, columns: readonly number[]): Result<Numbers> {
  const width = columns.length;
  const values = new Float64Array(table.rows.length * width);
  for (let row = 0; row < table.rows.length; row++) {
    for (const [place, column] of columns.entries()) {
      const cell = cellAt(table, row, column);
      const value = parseNumber(cell);
      if (value === null) {
        const where = cellPlace(table, row, column);
        if (cell === '') {
          return failure(`${where}: the cell is empty; fill it in or delete the row.`);
        }
        const hasDecimalComma = parseNumber(cell.replace(',', '.')) !== null;
        const advice = hasDecimalComma
          ? 'write it with a decimal point'
          : 'correct it or leave the column out';
        return failure(`${where}: "${cell}" is not a number; ${advice}.`);
      }
      if (!Number.isFinite(Math.fround(value))) {
        const where = cellPlace(table, row, column);
        return failure(`${where}: ${cell} is too large for a 32-bit number; use a larger unit.`);
      }
      values[row * width + place] = value;
    }
  }
  return success({ values, width });
}

function isClassification(table: CsvTable, target: number): boolean {
  const different = new Set<number>();
  for (let row = 0; row < table.rows.length; row++) {
    const cell = cellAt(table, row, target);
    const value = parseNumber(cell);
    // An empty cell says nothing about the task; reading the column reports it.
    if (value === null && cell !== '') return true;
    if (value !== null && !Number.isInteger(value)) return false;
    if (value !== null) different.add(value);
  }
  return different.size <= MOST_NUMBERED_CLASSES && different.size * 2 <= table.rows.length;
}

interface ClassLabels {
  readonly classes: readonly string[];
  readonly labels: Int32Array;
}

function readClasses(table: CsvTable, target: number): Result<ClassLabels> {
  const name = table.columns[target];
  const texts: string[] = [];
  for (let row = 0; row < table.rows.length; row++) {
    const cell = cellAt(table, row, target);
    if (cell === '') {
      const where = cellPlace(table, row, target);
      return failure(`${where}: the class is missing; fill it in or delete the row.`);
    }
    const value = parseNumber(cell);
    texts.push(value === null ? cell : String(value));
  }
  const classes = [...new Set(texts)];
  const numbered = classes.every((text) => parseNumber(text) !== null);
  classes.sort((a, b) => (numbered ? Number(a) - Number(b) : a < b ? -1 : 1));
  if (classes.length === 1) {
    return failure(
      `${table.file}: column "${name}" holds one class only ("${classes[0]}"); ` +
        'a classification needs two, choose another target.',
    );
  }
  if (classes.length > MOST_CLASSES) {
    return failure(
      `${table.file}: column "${name}" holds ${classes.length} different values, too many for ` +
        `classes (at most ${MOST_CLASSES}); choose another target or regression.`,
    );
  }
  const indexOf = new Map(classes.map((text, index) => [text, index]));
  return success({ classes, labels: Int32Array.from(texts, (text) => indexOf.get(text) ?? 0) });
}

/** Shifts and stretches each column so that its training rows have mean 0 and deviation 1. */
function standardiseBy({ values, width }: Numbers, training: Uint32Array): Numbers {
  const result = Float64Array.from(values);
  for (let column = 0; column < width; column++) {
    const at = (row: number) => values[row * width + column] as number;
    let sum = 0;
    for (const row of training) sum += at(row);
    const mean = sum / training.length;
    let squares = 0;
    for (const row of training) squares += (at(row) - mean) ** 2;
    // A column that never changes becomes 0 rather than 0/0.
    const deviation = Math.sqrt(squares / training.length) || 1;
    for (let row = 0; row * width < values.length; row++) {
      result[row * width + column] = (at(row) - mean) / deviation;
    }
  }
  return { values: result, width };
}

function vectorColumn({ values, width }: Numbers, rows: Uint32Array): Column {
  const chosen = new Float32Array(rows.length * width);
  rows.forEach((row, place) => {
    chosen.set(values.subarray(row * width, (row + 1) * width), place * width);
  });
  return {
    type: { shape: [width], dtype: 'float32' },
    values: chosen,
    scale: 1,
    content: 'vector',
  };
}

function classColumn({ classes, labels }: ClassLabels, rows: Uint32Array): Column {
  return {
    type: { shape: [], dtype: 'int32' },
    values: Int32Array.from(rows, (row) => labels[row] ?? 0),
    scale: 1,
    content: 'class',
    classes,
  };
}

type Target = { readonly classes: ClassLabels } | { readonly numbers: Numbers };

function readTarget(
  table: CsvTable,
  targets: readonly number[],
  task: CsvDataSetOptions['task'] = 'automatic',
): Result<Target> {
  const [only = 0, ...others] = targets;
  if (others.length > 0 && task === 'classification') {
    return failure(
      `${table.file}: ${targets.length} targets are chosen; a classification has one, choose one.`,
    );
  }
  const classify = task === 'automatic' ? isClassification(table, only) : task === 'classification';
  if (classify && others.length === 0) {
    const classes = readClasses(table, only);
    return classes.ok ? success({ classes: classes.value }) : classes;
  }
  const numbers = readNumbers(table, targets);
  return numbers.ok ? success({ numbers: numbers.value }) : numbers;
}

/**
 * A data set from a table: columns `features` [n] float32, and `label`: a class for a
 * classification, [k] float32 for a regression. A seeded share (default 20 %) becomes the test split,
 * every class in the same proportion. Errors name the file, the line and the column.
 */
export function csvDataSet(
  file: string,
  bytes: Uint8Array,
  options: CsvDataSetOptions = {},
): Result<DataSet> {
  const { ignore = [], testRatio = 0.2, seed = 1, standardise = false } = options;
  const ratio = checkTestRatio(testRatio);
  if (!ratio.ok) return ratio;
  const parsed = parseCsv(file, bytes, options);
  if (!parsed.ok) return parsed;
  const table = parsed.value;

  const ignored = findColumns(table, ignore);
  if (!ignored.ok) return ignored;
  const usable = table.columns.map((_, index) => index).filter((i) => !ignored.value.includes(i));
  const last = usable.at(-1);
  const named = typeof options.target === 'string' ? [options.target] : (options.target ?? []);
  const targets =
    named.length === 0 && last !== undefined ? success([last]) : findColumns(table, named);
  if (!targets.ok) return targets;
  const both = targets.value.find((index) => ignored.value.includes(index));
  if (both !== undefined) {
    return failure(
      `${file}: column "${table.columns[both]}" is both chosen as target and left out; ` +
        'do one of the two.',
    );
  }
  const inputs = usable.filter((index) => !targets.value.includes(index));
  if (inputs.length === 0) {
    return failure(
      `${file}: no column is left to learn from (${table.columns.length} in the file, ` +
        `${targets.value.length} chosen as target, ${ignored.value.length} left out); ` +
        'check the separator and the chosen columns.',
    );
  }

  const target = readTarget(table, targets.value, options.task);
  if (!target.ok) return target;
  const read = readNumbers(table, inputs);
  if (!read.ok) return read;

  const labels = 'classes' in target.value ? target.value.classes.labels : undefined;
  const parts: DividedIndices = divideIndices(
    table.rows.length,
    ratio.value,
    createRandomness(seed),
    labels,
  );
  const features = standardise ? standardiseBy(read.value, parts.training) : read.value;
  const splitOf = (rows: Uint32Array): Split => ({
    length: rows.length,
    columns: {
      features: vectorColumn(features, rows),
      label:
        'classes' in target.value
          ? classColumn(target.value.classes, rows)
          : vectorColumn(target.value.numbers, rows),
    },
  });
  return success({
    title: fileName(file),
    train: splitOf(parts.training),
    test: splitOf(parts.validation),
  });
}

/** Reads the file at `path` and makes a data set of it (see `csvDataSet`). */
export async function loadCsvDataSet(
  files: DataFiles,
  path: string,
  options: CsvDataSetOptions = {},
): Promise<Result<DataSet>> {
  const bytes = await files.read(path);
  return bytes.ok ? csvDataSet(path, bytes.value, options) : bytes;
}
