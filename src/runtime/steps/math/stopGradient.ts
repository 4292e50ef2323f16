import * as tf from '@tensorflow/tfjs';
import type { StepInputs } from '../stepFunction';

/**
 * Lets a tensor through and its gradient not. What lies before it is not on the way of any gradient,
 * so nothing is calculated there: layers without a second derivative may stand before it.
 */
export function stopGradient(inputs: StepInputs): tf.Tensor {
  // What happens inside is not recorded, and the recorded operation takes nothing.
  const cut = tf.customGrad(() => ({
    value: tf.clone(inputs.x as tf.Tensor),
    gradFunc: () => [],
  }));
  return cut();
}
