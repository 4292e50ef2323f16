import * as tf from '@tensorflow/tfjs';
import { encodeTarget, reduceLoss } from '../compareNumbers';
import type { StepFields, StepInputs } from '../stepFunction';

/** Asks for a margin of 1 on the right side. */
export function hinge(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { prediction, target, mask } = inputs as Record<string, tf.Tensor>;
  const { reduction, weight } = fields as { reduction: string; weight: number };
  const expected = encodeTarget(target!, prediction!, -1);
  // Targets of 0 count as −1, as in Keras, so that one-hot classes work too.
  const side = tf.sub(tf.mul(2, tf.cast(tf.greater(expected, 0), 'float32')), 1);
  return reduceLoss(tf.relu(tf.sub(1, tf.mul(side, prediction!))), { weight, reduction, mask });
}
