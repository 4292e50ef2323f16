import * as tf from '@tensorflow/tfjs';

/** Examples as the readers in data/ give them: named columns of equally many values. */
interface Split {
  readonly length: number;
  readonly columns: Readonly<Record<string, Column>>;
}

interface Column {
  readonly type: { readonly shape: readonly (number | null)[] };
  readonly values: Uint8Array | Int32Array | Float32Array;
  /** What a stored number is multiplied by. */
  readonly scale: number;
}

/** A column as a tensor [examples, …shape]. */
export function columnTensor(split: Split, name: string): tf.Tensor {
  const { type, values, scale } = findColumn(split, name);
  const shape = type.shape.map((length) => length ?? 0);
  return tf.tensor(
    Float32Array.from(values, (value) => value * scale),
    [split.length, ...shape],
  );
}

/** A column of classes as whole numbers from 0. */
export function columnLabels(split: Split, name: string): Int32Array {
  return Int32Array.from(findColumn(split, name).values);
}

function findColumn(split: Split, name: string): Column {
  const column = split.columns[name];
  if (column) return column;
  throw new Error(`The data have no column "${name}", only ${Object.keys(split.columns)}.`);
}
