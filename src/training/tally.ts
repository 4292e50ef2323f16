import * as tf from '@tensorflow/tfjs';
import type { Measured } from '../compile/stepProgram';
import type { Metrics } from './runEvents';

/** The sums of a tally, to go on with later. */
export type TallySums = Readonly<Record<string, readonly [examples: number, sum: number]>>;

/** Sums over batches, in double precision and in order, so that equal runs give equal numbers. */
export interface Tally {
  /** Adds one batch of `count` examples: the means of some measures. */
  add(count: number, values: Metrics): void;
  /** Means per example, of every measure over the batches that had it; null before any. */
  means(): Metrics | null;
  sums(): TallySums;
}

/** A tally without batches, or one that goes on. */
export function createTally(before: TallySums = {}): Tally {
  const sums = new Map<string, [number, number]>(
    Object.entries(before).map(([name, [examples, sum]]) => [name, [examples, sum]]),
  );
  return {
    add(count, values) {
      for (const [name, value] of Object.entries(values)) {
        const known = sums.get(name) ?? [0, 0];
        sums.set(name, [known[0] + count, known[1] + value * count]);
      }
    },
    means() {
      if (sums.size === 0) return null;
      return Object.fromEntries([...sums].map(([name, [examples, sum]]) => [name, sum / examples]));
    },
    sums: () => Object.fromEntries(sums),
  };
}

/** A batch that has been computed and not yet read. */
export interface PendingBatch {
  readonly count: number;
  readonly measured: Measured;
}

/** A batch whose measures are numbers. */
export interface ReadBatch {
  readonly count: number;
  readonly values: Metrics;
}

/** Reads the measures of batches in one transfer and frees them. */
export async function readBatches(pending: readonly PendingBatch[]): Promise<readonly ReadBatch[]> {
  const all = pending.flatMap(({ measured }) => Object.values(measured));
  if (all.length === 0) return pending.map(({ count }) => ({ count, values: {} }));
  const stacked = tf.tidy(() => tf.stack(all));
  tf.dispose(all);
  const numbers = await stacked.data().finally(() => stacked.dispose());
  let place = 0;
  return pending.map(({ count, measured }) => ({
    count,
    values: Object.fromEntries(
      Object.keys(measured).map((name) => [name, numbers[place++] as number]),
    ),
  }));
}
