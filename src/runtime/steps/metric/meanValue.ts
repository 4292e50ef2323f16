import * as tf from '@tensorflow/tfjs';
import type { StepInputs } from '../stepFunction';

/** The mean of all numbers of a tensor. */
export function meanValue(inputs: StepInputs): tf.Scalar {
  const { x } = inputs as { x: tf.Tensor };
  return tf.mean(tf.cast(x, 'float32')).asScalar();
}
