import * as tf from '@tensorflow/tfjs';
import type { GraphAnalysis } from '../analysis/graphAnalysis';
import { createRandomness, type Randomness, shuffledIndices } from '../base/randomness';
import { type Result, success } from '../base/result';
import type { TensorType } from '../base/tensorType';
import type { PortTensors, SourceTensors } from '../compile/stepEvaluation';
import { batchOf, splitOff, take } from '../data/batches';
import type { Column, Split } from '../data/dataSet';
import type { ExampleSource } from '../data/exampleSource';
import type { Phase } from '../document/project';
import { type Columns, isDataKind } from '../kinds/training/stepKind';
import { type DataPlaces, endlessData, loadData, loadSource, readableData } from './loadData';

/** Which examples are asked for. */
export type SplitName = 'training' | 'validation' | 'test';

/** A data set of a step, divided. */
interface SetNode {
  readonly node: string;
  readonly splits: Readonly<Record<SplitName, Split>>;
}

/** A data node that gives new examples for every step. */
interface EndlessNode {
  readonly node: string;
  readonly source: ExampleSource;
}

/** Noise of a step. */
interface NoiseNode {
  readonly node: string;
  readonly shape: readonly number[];
  readonly distribution: 'normal' | 'uniform';
  readonly mean: number;
  readonly deviation: number;
}

/** Where an epoch's examples come from, read and divided. */
export interface StepSources {
  /** What leaves every data node whose files were read: columns with classes by node. */
  readonly columns: Readonly<Record<string, Readonly<Record<string, Column>>>>;
  /** The types of these, for the analysis. */
  readonly given: Readonly<Record<string, Columns>>;
  /** Examples of the largest data set of each split; 0 where there is none. */
  readonly counts: Readonly<Record<SplitName, number>>;
  /** Whether there are examples that were kept aside, or new ones that can be drawn to measure with. */
  canMeasure(split: 'validation' | 'test'): boolean;
  /** How many batches of a size an epoch has; null where nothing ends. */
  batches(split: SplitName, batchSize: number): number | null;
  /** The values of data nodes for one batch; the caller disposes them. */
  draw(request: BatchRequest): DrawnBatch;
  /** The first examples of a split in order, the same at every call; the caller disposes them. */
  look(split: SplitName, count: number): DrawnBatch;
}

/** One batch of an epoch. */
export interface BatchRequest {
  readonly split: SplitName;
  readonly batchSize: number;
  /** The place of the batch in its epoch, from 0. */
  readonly batch: number;
  /** From 1; it decides the order of training examples. */
  readonly epoch: number;
  /** Steps of an epoch where the phase says so: data sets then go round and round. */
  readonly stepsPerEpoch: number | null;
}

/** What data nodes gave for a batch. */
export interface DrawnBatch {
  readonly count: number;
  readonly tensors: SourceTensors;
}

/** How many batches of endless examples a split is measured with. */
const endlessBatches: Readonly<Record<'validation' | 'test', number>> = {
  validation: 10,
  test: 50,
};

/** What is read for a step. */
export interface SourceRequest {
  readonly step: GraphAnalysis;
  readonly phase: Phase;
  readonly places: DataPlaces;
  /** Only the first so many training examples, and as large a part of the test examples. */
  readonly limit: number | null;
}

/** The streams of random numbers of a phase: one for each use, so that none disturbs another. */
export function phaseRandomness(phase: Phase): Randomness {
  return createRandomness(phase.seed).fork('run');
}

/** Reads the data of a step and divides it, or says what is wrong with a file. */
export async function loadSources(request: SourceRequest): Promise<Result<StepSources>> {
  const { step, phase, places, limit } = request;
  const sets: SetNode[] = [];
  const endless: EndlessNode[] = [];
  const noises: NoiseNode[] = [];
  for (const [node, { kind, fields }] of step.nodes) {
    if (!kind || !fields || !isDataKind(kind)) continue;
    if (kind.id === 'noise') {
      noises.push({ node, ...(fields as unknown as Omit<NoiseNode, 'node'>) });
    } else if (endlessData.includes(kind.id)) {
      const loaded = await loadSource(kind.id, fields, places);
      if (!loaded.ok) return loaded;
      endless.push({ node, source: loaded.value });
    } else if (readableData.includes(kind.id)) {
      const loaded = await loadData(kind.id, fields, places);
      if (!loaded.ok) return loaded;
      const { train, test, title } = loaded.value;
      if (train.length === 0) {
        return { ok: false, error: `${title} has no examples to learn from.` };
      }
      const kept = limit === null ? train : take(train, limit);
      const used = usedColumns(step, node);
      const divided = splitOff(
        withColumns(kept, used),
        phase.validationSplit,
        phaseRandomness(phase).fork('validation'),
      );
      const testCount =
        limit === null ? test.length : Math.ceil((test.length * limit) / train.length);
      sets.push({
        node,
        splits: { ...divided, test: withColumns(take(test, testCount), used) },
      });
    }
  }
  return success(new Sources(request, sets, endless, noises));
}

/** The columns of a data node that some wire takes. */
function usedColumns(step: GraphAnalysis, node: string): ReadonlySet<string> {
  return new Set((step.structure.outgoing.get(node) ?? []).map(({ from }) => from.port));
}

function withColumns(split: Split, names: ReadonlySet<string>): Split {
  return {
    length: split.length,
    columns: Object.fromEntries(
      Object.entries(split.columns).filter(
        ([name, { content }]) => names.has(name) || content === 'class',
      ),
    ),
  };
}

class Sources implements StepSources {
  readonly columns: Readonly<Record<string, Readonly<Record<string, Column>>>>;
  readonly given: Readonly<Record<string, Columns>>;
  readonly counts: Readonly<Record<SplitName, number>>;
  readonly #phase: Phase;
  readonly #sets: readonly SetNode[];
  readonly #endless: readonly EndlessNode[];
  readonly #noises: readonly NoiseNode[];
  /** The order of each set's training examples, of the pass that is going on. */
  readonly #orders = new Map<string, { readonly key: string; readonly order: Uint32Array }>();

  constructor(
    { phase }: SourceRequest,
    sets: readonly SetNode[],
    endless: readonly EndlessNode[],
    noises: readonly NoiseNode[],
  ) {
    this.#phase = phase;
    this.#sets = sets;
    this.#endless = endless;
    this.#noises = noises;
    this.columns = Object.fromEntries(
      sets.map(({ node, splits }) => [node, splits.training.columns]),
    );
    this.given = Object.fromEntries(
      sets.map(({ node, splits }) => [node, describeColumns(splits.training)]),
    );
    const most = (split: SplitName): number =>
      Math.max(0, ...sets.map(({ splits }) => splits[split].length));
    this.counts = {
      training: most('training'),
      validation: most('validation'),
      test: most('test'),
    };
  }

  canMeasure(split: 'validation' | 'test'): boolean {
    if (this.#sets.length > 0) return this.#sets.every(({ splits }) => splits[split].length > 0);
    return this.#endless.length > 0;
  }

  batches(split: SplitName, batchSize: number): number | null {
    const count = this.counts[split];
    if (count > 0) return Math.ceil(count / batchSize);
    return split !== 'training' && this.#endless.length > 0 ? endlessBatches[split] : null;
  }

  draw(request: BatchRequest): DrawnBatch {
    const { split, batchSize, batch, epoch, stepsPerEpoch } = request;
    const isTraining = split === 'training';
    const start =
      isTraining && stepsPerEpoch !== null
        ? ((epoch - 1) * stepsPerEpoch + batch) * batchSize
        : batch * batchSize;
    const isEndless = this.#sets.length === 0 || (isTraining && stepsPerEpoch !== null);
    const count = isEndless ? batchSize : Math.min(batchSize, this.counts[split] - start);
    const randomness = phaseRandomness(this.#phase).fork(
      isTraining ? `batch ${epoch} ${batch}` : `${split} ${batch}`,
    );
    const pass = stepsPerEpoch === null ? `epoch ${epoch}` : 'pass';
    return this.#drawn(split, count, randomness, (set) =>
      isTraining
        ? this.#shuffled(set, start, count, pass)
        : inOrder(set.splits[split], start, count),
    );
  }

  look(split: SplitName, count: number): DrawnBatch {
    const most = this.#sets.length > 0 ? Math.min(count, this.counts[split]) : count;
    const randomness = phaseRandomness(this.#phase).fork('look');
    return this.#drawn(split, most, randomness, (set) => inOrder(set.splits[split], 0, most));
  }

  #drawn(
    split: SplitName,
    count: number,
    randomness: Randomness,
    places: (set: SetNode) => Uint32Array,
  ): DrawnBatch {
    const tensors = new Map<string, PortTensors>();
    for (const set of this.#sets) {
      tensors.set(set.node, splitTensors(set.splits[split], places(set)));
    }
    const from = split === 'training' ? 'training' : 'test';
    for (const { node, source } of this.#endless) {
      const drawn = source.draw({ count, randomness: randomness.fork(node), split: from });
      const ports = Object.entries(drawn).map(([port, { values, shape }]) => [
        port,
        tf.tensor(values, [...shape], source.columns[port]?.dtype ?? 'float32'),
      ]);
      tensors.set(node, Object.fromEntries(ports) as PortTensors);
    }
    for (const noise of this.#noises) {
      tensors.set(noise.node, { y: noiseTensor(noise, count, randomness.fork(noise.node)) });
    }
    return { count, tensors };
  }

  /** The places of a batch in a shuffled order that begins anew whenever it is through. */
  #shuffled({ node, splits }: SetNode, start: number, count: number, pass: string): Uint32Array {
    const { length } = splits.training;
    const places = new Uint32Array(count);
    for (let at = 0; at < count; at++) {
      const round = Math.floor((start + at) / length);
      places[at] = this.#order(node, length, `${pass} ${round}`)[(start + at) % length] as number;
    }
    return places;
  }

  #order(node: string, length: number, key: string): Uint32Array {
    const known = this.#orders.get(node);
    if (known?.key === key) return known.order;
    const order = shuffledIndices(
      length,
      phaseRandomness(this.#phase).fork(`order ${node} ${key}`),
    );
    this.#orders.set(node, { key, order });
    return order;
  }
}

/** Examples in order, beginning again where a smaller set ends. */
function inOrder(split: Split, start: number, count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, at) => (start + at) % Math.max(1, split.length));
}

function splitTensors(split: Split, places: Uint32Array): PortTensors {
  const batch = batchOf(split, places);
  return Object.fromEntries(
    Object.entries(split.columns).map(([name, { type }]) => [
      name,
      tf.tensor(
        batch.columns[name] ?? [],
        [batch.count, ...type.shape.map((axis) => axis ?? 0)],
        type.dtype,
      ),
    ]),
  );
}

function noiseTensor(noise: NoiseNode, count: number, randomness: Randomness): tf.Tensor {
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

/** What is known of columns that were read, as kinds describe columns beforehand. */
export function describeColumns(split: Split): Columns {
  return Object.fromEntries(
    Object.entries(split.columns).map(
      ([name, { type, content, classes }]): [string, TensorType] => [
        name,
        {
          shape: type.shape,
          dtype: type.dtype,
          content,
          ...(classes && content === 'class' ? { classCount: classes.length } : {}),
        },
      ],
    ),
  );
}
