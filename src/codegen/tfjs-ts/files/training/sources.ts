import * as tf from '@tensorflow/tfjs';
import type { Randomness } from '../../../../base/randomness';
import {
  type DrawnExamples,
  type DrawnValues,
  firstExamples as firstOf,
  PhaseExamples,
  randomnessOfPhase,
  type SourceParts,
  type SourceSettings,
  type SplitName,
} from '../../../../data/phaseExamples';
import type { Batch } from './types';

export type { SourceParts };

/** How the data of a phase are divided and cut into batches. */
export interface BatchSettings extends SourceSettings {
  readonly batchSize: number;
  readonly stepsPerEpoch: number | null;
}

/** A batch as tensors, which the caller disposes. */
export interface DrawnBatch {
  readonly count: number;
  readonly tensors: Batch;
}

/** The examples of a phase, divided, in an order that the seed decides, as tensors. */
export class Sources {
  readonly #examples: PhaseExamples;

  constructor(
    parts: SourceParts,
    private readonly settings: BatchSettings,
  ) {
    this.#examples = new PhaseExamples(parts, settings);
  }

  /** A stream of random numbers of the phase: one for each use, so that none disturbs another. */
  randomness(use: string): Randomness {
    return randomnessOfPhase(this.settings.seed).fork(use);
  }

  /** How many batches a split has; null where nothing ends. */
  batches(split: SplitName, batchSize: number): number | null {
    return this.#examples.batches(split, batchSize);
  }

  /** Whether there are examples to measure with. */
  canMeasure(split: 'validation' | 'test'): boolean {
    return this.#examples.canMeasure(split);
  }

  /** A training batch by its place in its epoch, which counts from 1. */
  draw(epoch: number, batch: number): DrawnBatch {
    return batchTensors(this.#examples.draw({ ...this.settings, epoch, batch }));
  }

  /** A batch of examples that were kept aside, in order. */
  drawInOrder(split: 'validation' | 'test', batchSize: number, batch: number): DrawnBatch {
    return batchTensors(this.#examples.drawInOrder(split, batchSize, batch));
  }

  /** The first training examples, always the same. */
  first(count: number): Batch {
    return batchTensors(this.#examples.first('training', count)).tensors;
  }
}

function batchTensors({ count, columns }: DrawnExamples): DrawnBatch {
  const tensors = Object.entries(columns).map(([name, drawn]) => [name, columnTensors(drawn)]);
  return { count, tensors: Object.fromEntries(tensors) };
}

function columnTensors(columns: Readonly<Record<string, DrawnValues>>): Batch[string] {
  return Object.fromEntries(
    Object.entries(columns).map(([name, { values, shape, dtype }]) => [
      name,
      tf.tensor(values as number[], [...shape], dtype),
    ]),
  );
}

/** The first test examples of a data set, or training examples where it has no others. */
export function firstExamples(sources: SourceParts, name: string, count: number): Batch[string] {
  const set = sources.sets?.[name];
  if (!set) throw new Error(`There is no data set ${name}.`);
  return columnTensors(firstOf(set, count));
}
