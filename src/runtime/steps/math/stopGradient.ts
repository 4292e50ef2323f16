import * as tf from '@tensorflow/tfjs';
import type { StepInputs } from '../stepFunction';

/** Lets a tensor through and its gradient not. */
export function stopGradient(inputs: StepInputs): tf.Tensor {
  const cut = tf.customGrad((x) => ({
    value: tf.clone(x as tf.Tensor),
    gradFunc: () => tf.zerosLike(x as tf.Tensor),
  }));
  return cut(inputs.x as tf.Tensor);
}
