import { createRandomness, type Randomness } from '../base/randomness';
import type { Column, ColumnValues, DataSet, Split } from './dataSet';

/** A column of a data set that is drawn rather than read; the element type follows from its content. */
export interface GeneratedColumn {
  /** Of one example. */
  readonly shape: readonly number[];
  readonly content: Column['content'];
  /** Names of the classes or of the tokens. */
  readonly classes?: readonly string[];
}

/** Which half of a data set an example is drawn for. */
export type SplitName = 'training' | 'test';

/** How a data set is drawn. */
export interface Generation<Name extends string> {
  readonly title: string;
  readonly seed: number;
  /** Examples to learn from. */
  readonly count: number;
  /** Examples to be judged by. */
  readonly testCount: number;
  readonly columns: Readonly<Record<Name, GeneratedColumn>>;
  /**
   * The `index`-th example of a split: numbers for each column, row by row; those of images lie
   * between 0 and 1, others are kept within.
   */
  readonly draw: (
    randomness: Randomness,
    index: number,
    split: SplitName,
  ) => Readonly<Record<Name, number | ArrayLike<number>>>;
}

function storage(content: Column['content'], length: number): ColumnValues {
  if (content === 'image') return new Uint8Array(length);
  return content === 'vector' ? new Float32Array(length) : new Int32Array(length);
}

function emptyColumn({ shape, content, classes }: GeneratedColumn, length: number): Column {
  const elements = shape.reduce((product, axis) => product * axis, 1);
  const isReal = content === 'image' || content === 'vector';
  return {
    type: { shape, dtype: isReal ? 'float32' : 'int32' },
    values: storage(content, length * elements),
    // Pixels are kept as bytes: a quarter of the memory.
    scale: content === 'image' ? 1 / 255 : 1,
    content,
    ...(classes ? { classes } : {}),
  };
}

function byteOf(intensity: number): number {
  return Math.round(255 * Math.min(1, Math.max(0, intensity)));
}

function write(column: Column, index: number, drawn: number | ArrayLike<number>): void {
  const numbers = typeof drawn === 'number' ? [drawn] : drawn;
  const start = index * numbers.length;
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i] as number;
    column.values[start + i] = column.content === 'image' ? byteOf(number) : number;
  }
}

/**
 * Draws both splits of a data set, each from a stream of its own: the same seed gives the same
 * examples, and more test examples change none of the training examples.
 */
export function generateDataSet<Name extends string>(generation: Generation<Name>): DataSet {
  const { title, seed, columns, draw } = generation;
  const drawSplit = (name: SplitName, length: number): Split => {
    const randomness = createRandomness(seed).fork(name);
    const drawn = Object.fromEntries(
      Object.entries<GeneratedColumn>(columns).map(([id, column]) => [
        id,
        emptyColumn(column, length),
      ]),
    );
    for (let index = 0; index < length; index++) {
      const example = draw(randomness, index, name);
      for (const id of Object.keys(columns)) {
        write(drawn[id] as Column, index, example[id as Name]);
      }
    }
    return { length, columns: drawn };
  };
  return {
    title,
    train: drawSplit('training', generation.count),
    test: drawSplit('test', generation.testCount),
  };
}
