import * as tf from '@tensorflow/tfjs';
import type { StepContext, StepFields, StepInputs } from '../stepFunction';

/** A point between two tensors: at a share of the way, or for every example at a random one. */
export function interpolate(
  inputs: StepInputs,
  fields: StepFields,
  context: StepContext,
): tf.Tensor {
  const { a, b } = inputs as { a: tf.Tensor; b: tf.Tensor };
  const { place, share } = fields as { place: string; share: number };
  if (place === 'fixed') return tf.add(tf.mul(a, 1 - share), tf.mul(b, share));
  const randomness = context.randomness();
  const count = a.shape[0] ?? 1;
  const shares = tf.tensor(
    Array.from({ length: count }, () => randomness.next()),
    [count, ...a.shape.slice(1).map(() => 1)],
  );
  return tf.add(tf.mul(a, tf.sub(1, shares)), tf.mul(b, shares));
}
