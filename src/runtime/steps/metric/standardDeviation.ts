import * as tf from '@tensorflow/tfjs';
import type { StepFields, StepInputs } from '../stepFunction';

/** How much numbers differ: over the batch, place by place and averaged, or all from each other. */
export function standardDeviation(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { x } = inputs as { x: tf.Tensor };
  const { over } = fields as { over: string };
  const numbers = tf.cast(x, 'float32');
  const { variance } = over === 'all' ? tf.moments(numbers) : tf.moments(numbers, 0);
  return tf.mean(tf.sqrt(variance)).asScalar();
}
