import * as tf from '@tensorflow/tfjs';
import type { StepContext, StepFields, StepInputs, StepRandomness } from '../stepFunction';

/** Spoils numbers: adds random ones, or replaces some by 0 or by extremes. */
export function addNoise(inputs: StepInputs, fields: StepFields, context: StepContext): tf.Tensor {
  const { x } = inputs as { x: tf.Tensor };
  const { noise, amount, low, high, when } = fields as {
    noise: string;
    amount: number;
    low: number;
    high: number;
    when: string;
  };
  if (when === 'training' && !context.training) return tf.clone(x);
  const randomness = context.randomness();
  const drawn = (draw: () => number): tf.Tensor =>
    tf.tensor(Float32Array.from({ length: x.size }, draw), x.shape);
  if (noise === 'normal')
    return tf.add(
      x,
      drawn(() => amount * randomness.normal()),
    );
  if (noise === 'uniform')
    return tf.add(
      x,
      drawn(() => amount * (2 * randomness.next() - 1)),
    );
  const salted = noise === 'salt';
  return replaced(x, amount, randomness, salted ? low : 0, salted ? high : 0);
}

/** The tensor with a share of its numbers replaced, half of them each by `low` and `high`. */
function replaced(
  x: tf.Tensor,
  share: number,
  randomness: StepRandomness,
  low: number,
  high: number,
): tf.Tensor {
  const kept = new Float32Array(x.size);
  const added = new Float32Array(x.size);
  for (let i = 0; i < kept.length; i++) {
    const draw = randomness.next();
    if (draw >= share) kept[i] = 1;
    else added[i] = draw < share / 2 ? low : high;
  }
  return tf.add(tf.mul(x, tf.tensor(kept, x.shape)), tf.tensor(added, x.shape));
}
