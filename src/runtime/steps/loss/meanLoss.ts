import * as tf from '@tensorflow/tfjs';
import type { StepFields, StepInputs } from '../stepFunction';

/** The mean of a tensor. */
export function meanLoss(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { x } = inputs as { x: tf.Tensor };
  const { weight } = fields as { weight: number };
  return tf.mul(tf.mean(tf.cast(x, 'float32')), weight).asScalar();
}
