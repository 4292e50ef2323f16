import * as tf from '@tensorflow/tfjs';
import type { StepInputs } from '../stepFunction';

/** The mean of all examples, number by number. */
export function batchMean(inputs: StepInputs): tf.Tensor {
  const { x } = inputs as { x: tf.Tensor };
  return tf.mean(tf.cast(x, 'float32'), 0);
}
