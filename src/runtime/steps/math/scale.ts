import * as tf from '@tensorflow/tfjs';
import type { StepFields, StepInputs } from '../stepFunction';

/** Every number times a factor, plus another number. */
export function scale(inputs: StepInputs, fields: StepFields): tf.Tensor {
  const { x } = inputs as { x: tf.Tensor };
  const { factor, offset } = fields as { factor: number; offset: number };
  const scaled = tf.mul(tf.cast(x, 'float32'), factor);
  return offset === 0 ? scaled : tf.add(scaled, offset);
}
