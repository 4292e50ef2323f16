import type { Randomness } from '../base/randomness';
import type { TensorType } from '../base/tensorType';
import type { BatchValues } from './batches';
import type { SplitName } from './generateDataSet';

/** What is asked of a source for one step. */
export interface DrawRequest {
  /** How many examples; an episode decides its own number and passes over this one. */
  readonly count: number;
  readonly randomness: Randomness;
  /** Whether to draw from what is learned from, or from what is kept for testing. */
  readonly split: SplitName;
}

/** The numbers of one column of a batch, with the batch axis in front. */
export interface DrawnColumn {
  readonly values: BatchValues;
  readonly shape: readonly number[];
}

/**
 * Examples without end, new ones for every step: episodes, pairs, tasks. It keeps nothing between
 * draws, so that the randomness alone decides what is drawn.
 */
export interface ExampleSource {
  /** The types of its columns, without the batch axis. */
  readonly columns: Readonly<Record<string, TensorType>>;
  /** One batch: numbers for each column, all of them newly made. */
  draw(request: DrawRequest): Readonly<Record<string, DrawnColumn>>;
}
