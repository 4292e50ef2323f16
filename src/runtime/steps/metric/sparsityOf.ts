import * as tf from '@tensorflow/tfjs';
import type { StepInputs } from '../stepFunction';

/** The share of zeros among all weights given, whatever their names. */
export function sparsityOf(inputs: StepInputs): tf.Scalar {
  let zeros: tf.Tensor = tf.scalar(0);
  let count = 0;
  for (const weights of Object.values(inputs)) {
    if (!weights) continue;
    zeros = tf.add(zeros, tf.sum(tf.cast(tf.equal(weights, 0), 'float32')));
    count += weights.size;
  }
  return tf.div(zeros, Math.max(1, count)).asScalar();
}
