import * as tf from '@tensorflow/tfjs';
import type { StepInputs } from '../stepFunction';

/** The place of the largest number along the last axis. */
export function argmax(inputs: StepInputs): tf.Tensor {
  const { x } = inputs as { x: tf.Tensor };
  return tf.argMax(x, -1);
}
