import * as tf from '@tensorflow/tfjs';
import type { GraphAnalysis } from '../analysis/graphAnalysis';
import { type GraphStructure, takenPorts } from '../analysis/graphStructure';
import type { Randomness } from '../base/randomness';
import { type Result, success } from '../base/result';
import type { TensorType } from '../base/tensorType';
import type { PortTensors, SourceTensors } from '../compile/stepEvaluation';
import type { Column, DataSet, Split } from '../data/dataSet';
import type { ExampleSource } from '../data/exampleSource';
import {
  type DrawnExamples,
  type Noise,
  PhaseExamples,
  randomnessOfPhase,
  type SplitName,
  type TrainingBatch,
} from '../data/phaseExamples';
import type { Phase } from '../document/project';
import { type Columns, isDataKind } from '../kinds/training/stepKind';
import { type DataPlaces, endlessData, loadData, loadSource, readableData } from './loadData';

export type { SplitName };

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

/** One batch of an epoch of a split; what is not trained on comes in order. */
export interface BatchRequest extends TrainingBatch {
  readonly split: SplitName;
}

/** What data nodes gave for a batch. */
export interface DrawnBatch {
  readonly count: number;
  readonly tensors: SourceTensors;
}

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
  return randomnessOfPhase(phase.seed);
}

/** Reads the data of a step and divides it, or says what is wrong with a file. */
export async function loadSources(request: SourceRequest): Promise<Result<StepSources>> {
  const { step, phase, places, limit } = request;
  const sets: Record<string, Pick<DataSet, 'train' | 'test'>> = {};
  const endless: Record<string, ExampleSource> = {};
  const noise: Record<string, Noise> = {};
  for (const [node, { kind, fields }] of step.nodes) {
    if (!kind || !fields || !isDataKind(kind)) continue;
    if (kind.id === 'noise') {
      noise[node] = fields as unknown as Noise;
    } else if (endlessData.includes(kind.id)) {
      const loaded = await loadSource(kind.id, fields, places);
      if (!loaded.ok) return loaded;
      endless[node] = loaded.value;
    } else if (readableData.includes(kind.id)) {
      const loaded = await loadData(kind.id, fields, places);
      if (!loaded.ok) return loaded;
      const { train, test, title } = loaded.value;
      if (train.length === 0) {
        return { ok: false, error: `${title} has no examples to learn from.` };
      }
      const used = takenPorts(step.structure, node);
      sets[node] = { train: withColumns(train, used), test: withColumns(test, used) };
    }
  }
  const { seed, validationSplit } = phase;
  const examples = new PhaseExamples({ sets, endless, noise }, { seed, validationSplit, limit });
  return success(new Sources(examples, step.structure));
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
  readonly #examples: PhaseExamples;
  readonly #structure: GraphStructure;

  constructor(examples: PhaseExamples, structure: GraphStructure) {
    this.#examples = examples;
    this.#structure = structure;
    const sets = Object.entries(examples.sets);
    this.columns = Object.fromEntries(sets.map(([node, { training }]) => [node, training.columns]));
    this.given = Object.fromEntries(
      sets.map(([node, { training }]) => [node, describeColumns(training)]),
    );
    this.counts = {
      training: examples.count('training'),
      validation: examples.count('validation'),
      test: examples.count('test'),
    };
  }

  canMeasure(split: 'validation' | 'test'): boolean {
    return this.#examples.canMeasure(split);
  }

  batches(split: SplitName, batchSize: number): number | null {
    return this.#examples.batches(split, batchSize);
  }

  draw({ split, ...request }: BatchRequest): DrawnBatch {
    return this.#tensors(
      split === 'training'
        ? this.#examples.draw(request)
        : this.#examples.drawInOrder(split, request.batchSize, request.batch),
    );
  }

  look(split: SplitName, count: number): DrawnBatch {
    return this.#tensors(this.#examples.first(split, count));
  }

  /** The columns that some wire takes, on the backend; of others it would hold copies for nothing. */
  #tensors({ count, columns }: DrawnExamples): DrawnBatch {
    const tensors = new Map<string, PortTensors>();
    for (const [node, drawn] of Object.entries(columns)) {
      const taken = takenPorts(this.#structure, node);
      const ports = Object.entries(drawn)
        .filter(([port]) => taken.has(port))
        .map(([port, { values, shape, dtype }]) => [
          port,
          tf.tensor(values as number[], [...shape], dtype),
        ]);
      tensors.set(node, Object.fromEntries(ports));
    }
    return { count, tensors };
  }
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
