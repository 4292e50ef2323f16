import type { Randomness } from '../base/randomness';

/** Examples seen earlier, given out again among new ones. */
export interface HistoryBuffer {
  /** How many examples it holds. */
  readonly length: number;
  /**
   * Takes the examples of a batch (`count × exampleSize` numbers) and gives as many: while it fills
   * up, they themselves; then each is with probability ½ kept, and an older one given in its place.
   */
  exchange(batch: ArrayLike<number>, randomness: Randomness): Float32Array;
  /** A copy of the examples it holds, one after the other, for a checkpoint. */
  state(): Float32Array;
  /** Holds what such a copy holds. Throws RangeError where that does not fit. */
  restore(state: Float32Array): void;
}

/**
 * An empty history buffer for `capacity` examples of `exampleSize` numbers; with capacity 0 it gives
 * every batch back as it is.
 * Source: Shrivastava et al., Learning from Simulated and Unsupervised Images through Adversarial
 * Training, 2017; Zhu et al., Unpaired Image-to-Image Translation, 2017, with 50 images.
 */
export function createHistoryBuffer(capacity: number, exampleSize: number): HistoryBuffer {
  const stored = new Float32Array(capacity * exampleSize);
  let length = 0;
  return {
    get length() {
      return length;
    },
    exchange(batch, randomness) {
      const given = Float32Array.from(batch);
      for (let start = 0; start < given.length; start += exampleSize) {
        const fresh = given.slice(start, start + exampleSize);
        if (length < capacity) {
          stored.set(fresh, length * exampleSize);
          length++;
        } else if (capacity > 0 && randomness.next() < 0.5) {
          const place = randomness.integer(capacity) * exampleSize;
          given.set(stored.subarray(place, place + exampleSize), start);
          stored.set(fresh, place);
        }
      }
      return given;
    },
    state: () => stored.slice(0, length * exampleSize),
    restore(state) {
      if (state.length > stored.length || state.length % exampleSize !== 0) {
        throw new RangeError(
          `${state.length} numbers do not fit into ${capacity} examples of ${exampleSize}.`,
        );
      }
      stored.set(state);
      length = state.length / exampleSize;
    },
  };
}
