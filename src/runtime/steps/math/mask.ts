import * as tf from '@tensorflow/tfjs';
import type { StepFields, StepInputs } from '../stepFunction';

/** A tensor with some of its numbers set to 0; a mask with fewer axes holds for all that follow. */
export function mask(inputs: StepInputs, fields: StepFields): tf.Tensor {
  const { x, mask: marks } = inputs as { x: tf.Tensor; mask: tf.Tensor };
  const { keeps } = fields as { keeps: string };
  let wide = tf.cast(marks, 'float32');
  while (wide.rank < x.rank) wide = tf.expandDims(wide, -1);
  return tf.mul(x, keeps === 'zeros' ? tf.sub(1, wide) : wide);
}
