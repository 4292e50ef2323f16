import type { Randomness } from '../base/randomness';
import { shuffledIndices } from '../base/randomness';
import { elementCount } from '../base/tensorType';
import type { Column, ColumnValues, Split } from './dataSet';

/** The numbers of one column of a batch, ready for a tensor: bool columns stay bytes. */
export type BatchValues = Float32Array | Int32Array | Uint8Array;

/** Some examples, put together for one step. */
export interface Batch {
  /** How many examples the batch holds; the last batch of an epoch may be smaller. */
  readonly count: number;
  /** For each column `count × elements` numbers, scaled, in the element type of the column. */
  readonly columns: Readonly<Record<string, BatchValues>>;
}

/** How an epoch is cut into batches. */
export interface BatchOptions {
  readonly batchSize: number;
  /** Shuffles the examples; without it they come in order. */
  readonly randomness?: Randomness;
}

/** Which examples go where when a split is divided. */
export interface DividedIndices {
  readonly training: Uint32Array;
  readonly validation: Uint32Array;
}

/** A split divided in two. */
export interface DividedSplit {
  readonly training: Split;
  readonly validation: Split;
}

/** Numbers per example of a column. Throws where an axis is unknown: stored data always has a shape. */
export function elementsPerExample(column: Column): number {
  const count = elementCount(column.type.shape);
  if (count === null) throw new Error('A column of a data set has an unknown axis length.');
  return count;
}

function mapColumns<Value>(split: Split, change: (column: Column) => Value): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(split.columns).map(([name, column]) => [name, change(column)]),
  );
}

function sameKind(values: ColumnValues, length: number): ColumnValues {
  if (values instanceof Uint8Array) return new Uint8Array(length);
  return values instanceof Int32Array ? new Int32Array(length) : new Float32Array(length);
}

function batchStorage(column: Column, length: number): BatchValues {
  if (column.type.dtype === 'bool') return new Uint8Array(length);
  return column.type.dtype === 'int32' ? new Int32Array(length) : new Float32Array(length);
}

function copyExamples(column: Column, indices: Uint32Array, target: BatchValues): void {
  const size = elementsPerExample(column);
  indices.forEach((example, row) => {
    target.set(column.values.subarray(example * size, (example + 1) * size), row * size);
  });
}

/** The examples at the given places as one batch, scaled. */
export function batchOf(split: Split, indices: Uint32Array): Batch {
  const columns = mapColumns(split, (column) => {
    const values = batchStorage(column, indices.length * elementsPerExample(column));
    copyExamples(column, indices, values);
    if (column.scale !== 1) {
      for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) * column.scale;
    }
    return values;
  });
  return { count: indices.length, columns };
}

/**
 * One epoch: every example once, in batches of `batchSize`, the last smaller batch kept.
 * Every batch has arrays of its own. Throws RangeError where the batch size is not a whole number ≥ 1.
 */
export function* epochBatches(split: Split, options: BatchOptions): Generator<Batch, void, void> {
  const { batchSize, randomness } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`A batch size is a whole number of at least 1, not ${batchSize}.`);
  }
  const order = randomness
    ? shuffledIndices(split.length, randomness)
    : Uint32Array.from({ length: split.length }, (_, index) => index);
  for (let start = 0; start < order.length; start += batchSize) {
    yield batchOf(split, order.subarray(start, start + batchSize));
  }
}

/** The examples at the given places as a split of its own, unscaled. */
export function selectExamples(split: Split, indices: Uint32Array): Split {
  const columns = mapColumns(split, (column) => {
    const values = sameKind(column.values, indices.length * elementsPerExample(column));
    copyExamples(column, indices, values);
    return { ...column, values };
  });
  return { length: indices.length, columns };
}

/** The first `count` examples, or all where there are fewer; storage is shared, not copied. */
export function take(split: Split, count: number): Split {
  const length = Math.max(0, Math.min(split.length, Math.floor(count)));
  const columns = mapColumns(split, (column) => ({
    ...column,
    values: column.values.subarray(0, length * elementsPerExample(column)),
  }));
  return { length, columns };
}

/** How many examples of each class go to validation: proportional, rounded so that they add up. */
function validationQuotas(labels: ColumnValues, total: number): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const shares = [...sizes].map(([label, size]) => {
    const exact = (size * total) / labels.length;
    const whole = Math.floor(exact);
    return { label, whole, rest: exact - whole, isUsedUp: whole + 1 >= size };
  });
  let missing = total - shares.reduce((sum, share) => sum + share.whole, 0);
  // The largest rests are rounded up; a class that would have nothing left to learn from comes last.
  shares.sort(
    (a, b) => Number(a.isUsedUp) - Number(b.isUsedUp) || b.rest - a.rest || a.label - b.label,
  );
  return new Map(shares.map(({ label, whole }) => [label, whole + (missing-- > 0 ? 1 : 0)]));
}

/**
 * Divides `length` examples by lot into training and validation, `fraction` of them (rounded) to
 * validation; where there are two examples or more and 0 < fraction < 1, both parts get at least one.
 * With `labels` (one class index per example) every class is divided in the same proportion.
 * Both parts are in random order. Throws RangeError where `fraction` is outside 0–1.
 */
export function divideIndices(
  length: number,
  fraction: number,
  randomness: Randomness,
  labels?: ColumnValues,
): DividedIndices {
  if (!(fraction >= 0 && fraction <= 1)) {
    throw new RangeError(`The fraction of a split lies between 0 and 1, not ${fraction}.`);
  }
  let total = Math.round(length * fraction);
  if (length >= 2 && fraction > 0 && fraction < 1) {
    total = Math.min(length - 1, Math.max(1, total));
  }
  const order = shuffledIndices(length, randomness);
  const quotas = validationQuotas(labels ?? new Uint8Array(length), total);
  const training: number[] = [];
  const validation: number[] = [];
  for (const example of order) {
    const label = labels?.[example] ?? 0;
    const quota = quotas.get(label) ?? 0;
    if (quota > 0) {
      quotas.set(label, quota - 1);
      validation.push(example);
    } else {
      training.push(example);
    }
  }
  return { training: Uint32Array.from(training), validation: Uint32Array.from(validation) };
}

/**
 * Divides a split by lot (see `divideIndices`), stratified by its first column of single classes
 * where it has one.
 */
export function splitOff(split: Split, fraction: number, randomness: Randomness): DividedSplit {
  const label = Object.values(split.columns).find(
    (column) => column.content === 'class' && elementsPerExample(column) === 1,
  );
  const indices = divideIndices(split.length, fraction, randomness, label?.values);
  return {
    training: selectExamples(split, indices.training),
    validation: selectExamples(split, indices.validation),
  };
}
