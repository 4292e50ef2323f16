import * as tf from '@tensorflow/tfjs';
import type { StepFields, StepInputs } from '../stepFunction';

/** Classes as rows of zeros with a one; a class that there is not as zeros. */
export function oneHot(inputs: StepInputs, fields: StepFields): tf.Tensor {
  const { x } = inputs as { x: tf.Tensor };
  const { classes } = fields as { classes: number };
  return tf.cast(tf.oneHot(tf.cast(x, 'int32'), classes), 'float32');
}
