import * as tf from '@tensorflow/tfjs';
import type { StepFields, StepInputs } from '../stepFunction';

/** The share of the numbers of a tensor that lie above a threshold. */
export function share(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { x } = inputs as { x: tf.Tensor };
  const { threshold } = fields as { threshold: number };
  return tf.mean(tf.cast(tf.greater(tf.cast(x, 'float32'), threshold), 'float32')).asScalar();
}
