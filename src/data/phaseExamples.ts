import { createRandomness, type Randomness, shuffledIndices } from '../base/randomness';
import type { DataType } from '../base/tensorType';
import { type BatchValues, batchOf, splitOff, take } from './batches';
import type { DataSet, Split } from './dataSet';
import type { ExampleSource } from './exampleSource';

/** Noise: `mean` ± `deviation`, a tensor of `shape` for every example. */
export interface Noise {
  readonly shape: readonly number[];
  readonly distribution: 'normal' | 'uniform';
  readonly mean: number;
  readonly deviation: number;
}

/** Where the values of a step come from, by the names of its sources. */
export interface SourceParts {
  readonly sets?: Readonly<Record<string, Pick<DataSet, 'train' | 'test'>>>;
  /** Sources that give new examples for every step. */
  readonly endless?: Readonly<Record<string, ExampleSource>>;
  readonly noise?: Readonly<Record<string, Noise>>;
}

/** How the data of a phase are divided. */
export interface SourceSettings {
  readonly seed: number;
  /** The part of the training examples kept aside. */
  readonly validationSplit: number;
  /** Only the first so many training examples, and as large a part of the test examples. */
  readonly limit: number | null;
}

/** Which examples are asked for. */
export type SplitName = 'training' | 'validation' | 'test';

/** One training batch of an epoch. */
export interface TrainingBatch {
  readonly batchSize: number;
  /** The place of the batch in its epoch, from 0. */
  readonly batch: number;
  /** From 1; it decides the order of the examples. */
  readonly epoch: number;
  /** Steps of an epoch where the phase says so: data sets then go round and round. */
  readonly stepsPerEpoch: number | null;
}

/** The values of a tensor with all its axes. */
export interface DrawnValues {
  readonly values: BatchValues | readonly number[];
  readonly shape: readonly number[];
  readonly dtype: DataType;
}

/** What sources gave for a batch: columns by the names of sources. */
export interface DrawnExamples {
  readonly count: number;
  readonly columns: Readonly<Record<string, Readonly<Record<string, DrawnValues>>>>;
}

/** How many batches of endless examples a split is measured with. */
const endlessBatches = { training: null, validation: 10, test: 50 } as const;

/** The streams of random numbers of a phase: one for each use, so that none disturbs another. */
export function randomnessOfPhase(seed: number): Randomness {
  return createRandomness(seed).fork('run');
}

/** The examples of a phase, divided, in an order that the seed decides. */
export class PhaseExamples {
  /** The data sets, divided. */
  readonly sets: Readonly<Record<string, Readonly<Record<SplitName, Split>>>>;
  /** The order of each set's training examples, of the pass that is going on. */
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
      const split = splitOff(kept, validationSplit, this.#stream('validation'));
      return [name, { ...split, test: take(test, testCount) }] as const;
    });
    this.sets = Object.fromEntries(divided);
  }

  /** Examples of the largest data set of a split; 0 where there is none. */
  count(split: SplitName): number {
    return Math.max(0, ...Object.values(this.sets).map((splits) => splits[split].length));
  }

  /** How many batches a split has; null where nothing ends. */
  batches(split: SplitName, batchSize: number): number | null {
    const count = this.count(split);
    if (count > 0) return Math.ceil(count / batchSize);
    return this.#hasEndless() ? endlessBatches[split] : null;
  }

  /** Whether there are examples that were kept aside, or new ones that can be drawn to measure with. */
  canMeasure(split: 'validation' | 'test'): boolean {
    const sets = Object.values(this.sets);
    return sets.length > 0 ? sets.every((splits) => splits[split].length > 0) : this.#hasEndless();
  }

  /** A training batch. */
  draw({ batchSize, batch, epoch, stepsPerEpoch }: TrainingBatch): DrawnExamples {
    const start =
      (stepsPerEpoch === null ? batch : (epoch - 1) * stepsPerEpoch + batch) * batchSize;
    const isEndless = !this.#hasSets() || stepsPerEpoch !== null;
    const count = isEndless ? batchSize : Math.min(batchSize, this.count('training') - start);
    const pass = stepsPerEpoch === null ? `epoch ${epoch}` : 'pass';
    return this.#drawn('training', count, `batch ${epoch} ${batch}`, (name, { length }) =>
      this.#shuffled(name, length, start, count, pass),
    );
  }

  /** A batch of examples that were kept aside, in order. */
  drawInOrder(split: 'validation' | 'test', batchSize: number, batch: number): DrawnExamples {
    const start = batch * batchSize;
    const count = this.#hasSets() ? Math.min(batchSize, this.count(split) - start) : batchSize;
    return this.#drawn(split, count, `${split} ${batch}`, (_, { length }) =>
      inOrder(length, start, count),
    );
  }

  /** The first examples of a split in order, always the same. */
  first(split: SplitName, count: number): DrawnExamples {
    const most = this.#hasSets() ? Math.min(count, this.count(split)) : count;
    return this.#drawn(split, most, 'look', (_, { length }) => inOrder(length, 0, most));
  }

  #hasSets(): boolean {
    return Object.keys(this.sets).length > 0;
  }

  #hasEndless(): boolean {
    return Object.keys(this.parts.endless ?? {}).length > 0;
  }

  #stream(use: string): Randomness {
    return randomnessOfPhase(this.settings.seed).fork(use);
  }

  #drawn(
    split: SplitName,
    count: number,
    use: string,
    places: (name: string, split: Split) => Uint32Array,
  ): DrawnExamples {
    const randomness = this.#stream(use);
    const { endless = {}, noise = {} } = this.parts;
    const from = split === 'training' ? 'training' : 'test';
    const columns: Record<string, Record<string, DrawnValues>> = {};
    for (const [name, splits] of Object.entries(this.sets)) {
      columns[name] = columnsAt(splits[split], places(name, splits[split]));
    }
    for (const [name, source] of Object.entries(endless)) {
      const drawn = source.draw({ count, randomness: randomness.fork(name), split: from });
      columns[name] = Object.fromEntries(
        Object.entries(drawn).map(([column, { values, shape }]) => {
          const dtype = source.columns[column]?.dtype ?? 'float32';
          return [column, { values, shape, dtype }];
        }),
      );
    }
    for (const [name, one] of Object.entries(noise)) {
      columns[name] = { y: noiseValues(one, count, randomness.fork(name)) };
    }
    return { count, columns };
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
    const order = shuffledIndices(length, this.#stream(`order ${name} ${key}`));
    this.#orders.set(name, { key, order });
    return order;
  }
}

/** Examples in order, beginning again where a smaller set ends. */
function inOrder(length: number, start: number, count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, at) => (start + at) % Math.max(1, length));
}

/** The columns of the examples at some places. */
function columnsAt(split: Split, places: Uint32Array): Record<string, DrawnValues> {
  const { count, columns } = batchOf(split, places);
  return Object.fromEntries(
    Object.entries(split.columns).map(([name, { type }]) => [
      name,
      {
        values: columns[name] ?? [],
        shape: [count, ...type.shape.map((axis) => axis ?? 0)],
        dtype: type.dtype,
      },
    ]),
  );
}

function noiseValues(noise: Noise, count: number, randomness: Randomness): DrawnValues {
  const { shape, distribution, mean, deviation } = noise;
  const length = shape.reduce((product, axis) => product * axis, count);
  const values = Float32Array.from(
    { length },
    distribution === 'normal'
      ? () => mean + deviation * randomness.normal()
      : () => mean + deviation * (2 * randomness.next() - 1),
  );
  return { values, shape: [count, ...shape], dtype: 'float32' };
}

/** The first test examples of a data set, or training examples where it has no others. */
export function firstExamples({ train, test }: Pick<DataSet, 'train' | 'test'>, count: number) {
  const split = test.length > 0 ? test : train;
  return columnsAt(split, inOrder(split.length, 0, Math.min(count, split.length)));
}
