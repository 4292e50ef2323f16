import * as tf from '@tensorflow/tfjs';
import type { Randomness } from '../base/randomness';
import type { WeightValues } from './buildModel';

/** Examples of earlier steps that are given out again among new ones. */
export interface HistoryPool {
  /**
   * Takes a batch and gives one of the same size: while the pool fills up the batch itself; then each
   * example is with probability ½ kept, and an older one given in its place. Within a step the first
   * answer is repeated. The result belongs to the pool.
   */
  exchange(batch: tf.Tensor, step: number, randomness: Randomness): tf.Tensor;
  state(): Promise<ReadonlyMap<string, WeightValues>>;
  restore(state: ReadonlyMap<string, WeightValues>): void;
  dispose(): void;
}

/**
 * An empty pool for `capacity` examples; with capacity 0 it gives every batch back. Its examples stay
 * on the backend.
 * Source: Shrivastava et al., Learning from Simulated and Unsupervised Images through Adversarial
 * Training, 2017; Zhu et al., Unpaired Image-to-Image Translation, 2017, with 50 images.
 */
export function createHistoryPool(node: string, capacity: number): HistoryPool {
  const kept: tf.Tensor[] = [];
  let given: { readonly step: number; readonly batch: tf.Tensor } | null = null;
  return {
    exchange(batch, step, randomness) {
      if (given?.step === step) return given.batch;
      given?.batch.dispose();
      const mixed = tf.tidy(() => {
        const rows = tf.split(batch, batch.shape[0] ?? 1, 0).map((fresh) => {
          if (kept.length < capacity) {
            kept.push(tf.keep(tf.clone(fresh)));
            return fresh;
          }
          if (capacity === 0 || randomness.next() >= 0.5) return fresh;
          const place = randomness.integer(capacity);
          const older = kept[place] as tf.Tensor;
          kept[place] = tf.keep(tf.clone(fresh));
          const copy = tf.clone(older);
          older.dispose();
          return copy;
        });
        return tf.keep(tf.concat(rows, 0));
      });
      given = { step, batch: mixed };
      return mixed;
    },
    async state() {
      const state = new Map<string, WeightValues>();
      for (const [place, tensor] of kept.entries()) {
        const values = Float32Array.from(await tensor.data());
        state.set(`${node}/kept${place}`, { dtype: 'F32', shape: tensor.shape, values });
      }
      return state;
    },
    restore(state) {
      for (const tensor of kept.splice(0)) tensor.dispose();
      for (let place = 0; ; place++) {
        const found = state.get(`${node}/kept${place}`);
        if (!found) return;
        kept.push(tf.keep(tf.tensor(found.values, [...found.shape])));
      }
    },
    dispose() {
      given?.batch.dispose();
      for (const tensor of kept.splice(0)) tensor.dispose();
    },
  };
}
