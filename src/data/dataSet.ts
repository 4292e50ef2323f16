import type { TensorType } from '../base/tensorType';

/** Raw storage of a column; integers are kept as read and scaled when a batch is made. */
export type ColumnValues = Uint8Array | Int32Array | Float32Array;

/** One named quantity of every example: an image, a label, a point. */
export interface Column {
  /** Shape and element type of one example, as a network receives it. */
  readonly type: TensorType;
  /** All examples one after the other, `length × elements` numbers. */
  readonly values: ColumnValues;
  /** What a stored number is multiplied by on its way into a batch (1/255 for 8-bit images). */
  readonly scale: number;
  /** What the numbers mean to a person: how previews and predictions are drawn. */
  readonly content: 'image' | 'class' | 'vector' | 'tokens';
  /** Names of the classes, for content `class`: the stored number is the index. */
  readonly classes?: readonly string[];
}

/** A part of a data set: columns of equally many examples. */
export interface Split {
  readonly length: number;
  readonly columns: Readonly<Record<string, Column>>;
}

/** Examples to learn from and examples to be judged by. */
export interface DataSet {
  /** A short name for people. */
  readonly title: string;
  readonly train: Split;
  readonly test: Split;
}

/** What a wire from a column carries: its type with its meaning, and how many classes it names. */
export function columnType({ type, content, classes }: Column): TensorType {
  return { ...type, content, ...(classes ? { classCount: classes.length } : {}) };
}
