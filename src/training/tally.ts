import * as tf from '@tensorflow/tfjs';
import type { BatchOutcome } from '../compile/trainingStep';
import type { Metrics } from './runEvents';

/** Sums over batches, in double precision and in order, so that equal runs give equal numbers. */
export interface Tally {
  /** Adds one batch of `count` examples. */
  add(count: number, loss: number, correct: number | null): void;
  /** Means per example: `loss`, and `accuracy` where right answers were counted; null before any. */
  means(): Metrics | null;
}

/** A tally without batches. */
export function createTally(): Tally {
  let examples = 0;
  let losses = 0;
  let correctAnswers: number | null = null;
  return {
    add(count, loss, correct) {
      examples += count;
      losses += loss * count;
      if (correct !== null) correctAnswers = (correctAnswers ?? 0) + correct;
    },
    means(): Metrics | null {
      if (examples === 0) return null;
      const loss = losses / examples;
      return correctAnswers === null ? { loss } : { loss, accuracy: correctAnswers / examples };
    },
  };
}

/** A batch that has been computed and not yet read. */
export interface PendingBatch {
  readonly count: number;
  readonly outcome: BatchOutcome;
}

/**
 * Reads the outcomes of batches in one transfer and frees them: the mean loss and the number of
 * right answers (null where they are not counted) of every batch.
 */
export async function readOutcomes(
  pending: readonly PendingBatch[],
): Promise<readonly { count: number; loss: number; correct: number | null }[]> {
  if (pending.length === 0) return [];
  const all = tf.tidy(() =>
    tf.stack(pending.flatMap(({ outcome }) => [outcome.loss, outcome.correct ?? outcome.loss])),
  );
  for (const { outcome } of pending) tf.dispose(outcome);
  const numbers = await all.data();
  all.dispose();
  return pending.map(({ count, outcome }, index) => ({
    count,
    loss: numbers[2 * index] as number,
    correct: outcome.correct ? (numbers[2 * index + 1] as number) : null,
  }));
}
