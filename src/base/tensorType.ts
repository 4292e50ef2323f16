/** The element types that travel on wires. */
export type DataType = 'float32' | 'int32' | 'bool';

/** One axis length, or null where it is known only when the network runs. */
export type Dimension = number | null;

/** A tensor shape without the batch axis. */
export type Shape = readonly Dimension[];

/** What numbers mean to a person: how they are drawn, and what they may be compared with. */
export type Content = 'image' | 'class' | 'vector' | 'tokens';

/**
 * What a wire carries: a shape (without the batch axis) and an element type; in a training step also
 * what is known of its meaning.
 */
export interface TensorType {
  readonly shape: Shape;
  readonly dtype: DataType;
  /** Set where there is one tensor for a whole batch, as of a loss; else every example has its own. */
  readonly per?: 'batch';
  /** What the numbers mean, where that is known. */
  readonly content?: Content;
  /** Of how many classes a whole number names one, for content `class`, where that is known. */
  readonly classCount?: number;
}

/** Bytes of one element; tf.js keeps booleans in one byte and everything else in four. */
export function bytesPerElement(dtype: DataType): number {
  return dtype === 'bool' ? 1 : 4;
}

/** A float32 tensor type of the given shape. */
export function float32(shape: Shape): TensorType {
  return { shape, dtype: 'float32' };
}

/** The number of elements of one example, or null when a dimension is unknown. */
export function elementCount(shape: Shape): number | null {
  let count = 1;
  for (const dimension of shape) {
    if (dimension === null) return null;
    count *= dimension;
  }
  return count;
}

/** Whether two shapes agree on every axis, unknown dimensions being equal only to each other. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);
}

/** Whether two types have the same shape, element type and meaning. */
export function sameType(a: TensorType, b: TensorType): boolean {
  return (
    a.dtype === b.dtype &&
    a.per === b.per &&
    a.content === b.content &&
    a.classCount === b.classCount &&
    sameShape(a.shape, b.shape)
  );
}

/** The type of one number for a whole batch: a loss or a measure. */
export const batchScalar: TensorType = { shape: [], dtype: 'float32', per: 'batch' };

/** A shape as people write it: `28×28×32`, `?` for an unknown dimension, `scalar` for none. */
export function formatShape(shape: Shape): string {
  return shape.length === 0 ? 'scalar' : shape.map((d) => d ?? '?').join('×');
}
