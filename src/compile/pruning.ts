import * as tf from '@tensorflow/tfjs';
import type { WeightValues } from './buildModel';
import { belongsTo, type StepWeight } from './stepNetworks';

/** Weights set to zero, more and more of them. */
export interface Pruning {
  /** After the updates of a step: sets what was pruned to zero again, and prunes more when it is time. */
  apply(step: number): void;
  state(): Promise<ReadonlyMap<string, WeightValues>>;
  restore(state: ReadonlyMap<string, WeightValues>): void;
  dispose(): void;
}

interface Fields {
  readonly networks: readonly string[];
  readonly sparsity: number;
  readonly fromStep: number;
  readonly untilStep: number;
  readonly every: number;
}

/**
 * The share of zeros at a step: it rises fast at first, and reaches its end with `untilStep`.
 * Source: Zhu & Gupta, To prune, or not to prune, 2017.
 */
export function scheduledSparsity(
  { sparsity, fromStep, untilStep }: Pick<Fields, 'sparsity' | 'fromStep' | 'untilStep'>,
  step: number,
): number {
  if (step < fromStep) return 0;
  if (step >= untilStep) return sparsity;
  return sparsity * (1 - (1 - (step - fromStep) / (untilStep - fromStep)) ** 3);
}

/** The pruning that a node of a step describes, of the kernels that it names. */
export function createPruning(
  node: string,
  fields: Readonly<Record<string, unknown>>,
  weights: readonly StepWeight[],
): Pruning {
  const settings = fields as unknown as Fields;
  const { networks, fromStep, untilStep, every } = settings;
  const kernels = weights.filter(
    ({ name, shape, trainable }) =>
      trainable &&
      shape.length > 1 &&
      (networks.length === 0 || networks.some((one) => belongsTo(name, one))),
  );
  const masks = new Map<string, tf.Variable>();
  const setMask = (name: string, mask: tf.Tensor): void => {
    const known = masks.get(name);
    if (known) known.assign(mask as tf.Tensor);
    else masks.set(name, tf.variable(mask, false));
  };
  return {
    apply(step) {
      const isDue =
        step >= fromStep &&
        ((step - fromStep) % every === 0 || step === untilStep) &&
        step <= untilStep;
      for (const { name, variable } of kernels) {
        tf.tidy(() => {
          if (isDue) setMask(name, keptMask(variable, scheduledSparsity(settings, step)));
          const mask = masks.get(name);
          if (mask) variable.assign(tf.mul(variable, mask));
        });
      }
    },
    async state() {
      const state = new Map<string, WeightValues>();
      for (const [name, mask] of masks) {
        const values = Float32Array.from(await mask.data());
        state.set(`${node}/mask/${name}`, { dtype: 'F32', shape: mask.shape, values });
      }
      return state;
    },
    restore(state) {
      for (const { name, shape } of kernels) {
        const found = state.get(`${node}/mask/${name}`);
        if (found) tf.tidy(() => setMask(name, tf.tensor(found.values, [...shape])));
      }
    },
    dispose() {
      for (const mask of masks.values()) mask.dispose();
    },
  };
}

/** 1 for the weights that stay, 0 for the share of them that is smallest. */
function keptMask(variable: tf.Variable, share: number): tf.Tensor {
  const count = Math.floor(variable.size * share);
  if (count === 0) return tf.onesLike(variable);
  const sizes = tf.reshape(tf.abs(variable), [-1]);
  const { values } = tf.topk(tf.neg(sizes), count, true);
  const threshold = tf.neg(tf.slice(values, [count - 1], [1]));
  return tf.cast(tf.greater(tf.abs(variable), threshold.asScalar()), 'float32');
}
