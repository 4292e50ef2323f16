import * as tf from '@tensorflow/tfjs';
import { createRandomness, type Randomness, shuffledIndices } from '../../../../base/randomness';
import { batchOf, splitOff, take } from '../../../../data/batches';
import type { DataSet, Split } from '../../../../data/dataSet';
import type { ExampleSource } from '../../../../data/exampleSource';
import type { Batch } from './types';

/** Noise: `mean` ± `deviation`, a tensor of `shape` for every example. */
export interface Noise {
  readonly shape: readonly number[];
  readonly distribution: 'normal' | 'uniform';
  readonly mean: number;
  readonly deviation: number;
}

/** Where the values of a step come from, by the names of its sources. */
export interface SourceParts {
  readonly sets?: Readonly<Record<string, DataSet>>;
  /** Sources that give new examples for every step. */
  readonly endless?: Readonly<Record<string, ExampleSource>>;
  readonly noise?: Readonly<Record<string, Noise>>;
}

/** How the data of a phase are divided and cut into batches. */
export interface SourceSettings {
  readonly seed: number;
  readonly batchSize: number;
  readonly stepsPerEpoch: number | null;
  /** The part of the training examples kept aside. */
  readonly validationSplit: number;
  /** Only the first so many training examples, and as large a part of the test examples. */
  readonly limit: number | null;
}

/** Which examples are asked for. */
export type SplitName = 'training' | 'validation' | 'test';

/** How many batches of endless examples a split is measured with. */
const endlessBatches = { training: null, validation: 10, test: 50 } as const;

/** The examples of a phase, divided, in an order that the seed decides. */
export class Sources {
  readonly #sets: Readonly<Record<string, Readonly<Record<SplitName, Split>>>>;
  readonly #orders = new Map<string, { readonly key: string; readonly order: Uint32Array }>();

  constructor(
    private readonly parts: SourceParts,
    private readonly settings: SourceSettings,
  ) {
    const { validationSplit, limit } = settings;
    const divided = Object.entries(parts.sets ?? {}).map(([name, { train, test }]) => {
      const kept = limit === null ? train : take(train, limit);
      const testCount =
        limit === null ? test.length : Math.ceil((test.length * limit) / train.length);
      const { training, validation } = splitOff(
        kept,
        validationSplit,
        this.randomness('validation'),
      );
      return [name, { training, validation, test: take(test, testCount) }] as const;
    });
    this.#sets = Object.fromEntries(divided);
  }

  /** A stream of random numbers of the phase: one for each use, so that none disturbs another. */
  randomness(use: string): Randomness {
    return createRandomness(this.settings.seed).fork('run').fork(use);
  }

  /** How many batches a split has; null where nothing ends. */
  batches(split: SplitName, batchSize: number): number | null {
    const count = this.#count(split);
    if (count > 0) return Math.ceil(count / batchSize);
    return this.parts.endless ? endlessBatches[split] : null;
  }

  /** Whether there are examples to measure with. */
  canMeasure(split: 'validation' | 'test'): boolean {
    const sets = Object.values(this.#sets);
    if (sets.length > 0) return sets.every((splits) => splits[split].length > 0);
    return this.parts.endless !== undefined;
  }

  /** A training batch by its place in its epoch, which counts from 1; the caller disposes it. */
  draw(epoch: number, batch: number): { readonly count: number; readonly tensors: Batch } {
    const { batchSize, stepsPerEpoch } = this.settings;
    const start =
      (stepsPerEpoch === null ? batch : (epoch - 1) * stepsPerEpoch + batch) * batchSize;
    const isEndless = Object.keys(this.#sets).length === 0 || stepsPerEpoch !== null;
    const count = isEndless ? batchSize : Math.min(batchSize, this.#count('training') - start);
    const pass = stepsPerEpoch === null ? `epoch ${epoch}` : 'pass';
    const randomness = this.randomness(`batch ${epoch} ${batch}`);
    const tensors = this.#drawn('training', count, randomness, (name, { length }) =>
      this.#shuffled(name, length, start, count, pass),
    );
    return { count, tensors };
  }

  /** A batch of examples that were kept aside, in order; the caller disposes it. */
  drawInOrder(split: 'validation' | 'test', batchSize: number, batch: number) {
    const start = batch * batchSize;
    const hasSets = Object.keys(this.#sets).length > 0;
    const count = hasSets ? Math.min(batchSize, this.#count(split) - start) : batchSize;
    const randomness = this.randomness(`${split} ${batch}`);
    const tensors = this.#drawn(split, count, randomness, (_, { length }) =>
      inOrder(length, start, count),
    );
    return { count, tensors };
  }

  /** The first training examples, always the same. */
  first(count: number): Batch {
    const hasSets = Object.keys(this.#sets).length > 0;
    const most = hasSets ? Math.min(count, this.#count('training')) : count;
    return this.#drawn('training', most, this.randomness('look'), (_, { length }) =>
      inOrder(length, 0, most),
    );
  }

  #count(split: SplitName): number {
    return Math.max(0, ...Object.values(this.#sets).map((splits) => splits[split].length));
  }

  #drawn(
    split: SplitName,
    count: number,
    randomness: Randomness,
    places: (name: string, split: Split) => Uint32Array,
  ): Batch {
    const tensors: Record<string, Batch[string]> = {};
    for (const [name, splits] of Object.entries(this.#sets)) {
      tensors[name] = splitTensors(splits[split], places(name, splits[split]));
    }
    const from = split === 'training' ? 'training' : 'test';
    for (const [name, source] of Object.entries(this.parts.endless ?? {})) {
      const drawn = source.draw({ count, randomness: randomness.fork(name), split: from });
      const columns = Object.entries(drawn).map(([column, { values, shape }]) => [
        column,
        tf.tensor(values, [...shape], source.columns[column]?.dtype ?? 'float32'),
      ]);
      tensors[name] = Object.fromEntries(columns) as Batch[string];
    }
    for (const [name, noise] of Object.entries(this.parts.noise ?? {})) {
      tensors[name] = { y: noiseTensor(noise, count, randomness.fork(name)) };
    }
    return tensors;
  }

  /** The places of a batch in a shuffled order that begins anew whenever it is through. */
  #shuffled(name: string, length: number, start: number, count: number, pass: string): Uint32Array {
    return Uint32Array.from({ length: count }, (_, at) => {
      const order = this.#order(name, length, `${pass} ${Math.floor((start + at) / length)}`);
      return order[(start + at) % length] as number;
    });
  }

  #order(name: string, length: number, key: string): Uint32Array {
    const known = this.#orders.get(name);
    if (known?.key === key) return known.order;
    const order = shuffledIndices(length, this.randomness(`order ${name} ${key}`));
    this.#orders.set(name, { key, order });
    return order;
  }
}

/** Examples in order, beginning again where a smaller set ends. */
function inOrder(length: number, start: number, count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, at) => (start + at) % Math.max(1, length));
}

function splitTensors(split: Split, places: Uint32Array): Batch[string] {
  const { count, columns } = batchOf(split, places);
  return Object.fromEntries(
    Object.entries(split.columns).map(([name, { type }]) => [
      name,
      tf.tensor(columns[name] ?? [], [count, ...type.shape.map((axis) => axis ?? 0)], type.dtype),
    ]),
  );
}

function noiseTensor(noise: Noise, count: number, randomness: Randomness): tf.Tensor {
  const { shape, distribution, mean, deviation } = noise;
  const length = shape.reduce((product, axis) => product * axis, count);
  const values = Float32Array.from(
    { length },
    distribution === 'normal'
      ? () => mean + deviation * randomness.normal()
      : () => mean + deviation * (2 * randomness.next() - 1),
  );
  return tf.tensor(values, [count, ...shape]);
}

/** The first test examples of a data set, or training examples where it has no others. */
export function firstExamples(sources: SourceParts, name: string, count: number): Batch[string] {
  const set = sources.sets?.[name];
  if (!set) throw new Error(`There is no data set ${name}.`);
  const split = set.test.length > 0 ? set.test : set.train;
  return splitTensors(split, inOrder(split.length, 0, Math.min(count, split.length)));
}
