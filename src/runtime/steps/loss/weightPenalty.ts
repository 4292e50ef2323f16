import * as tf from '@tensorflow/tfjs';
import type { StepFields, StepInputs } from '../stepFunction';

/** The sum of absolute values or squares over all weights given, whatever their names. */
export function weightPenalty(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { norm, weight } = fields as { norm: string; weight: number };
  let sum: tf.Tensor = tf.scalar(0);
  for (const weights of Object.values(inputs)) {
    if (weights) sum = tf.add(sum, tf.sum(norm === 'l1' ? tf.abs(weights) : tf.square(weights)));
  }
  return tf.mul(sum, weight).asScalar();
}
