import * as tf from '@tensorflow/tfjs';
import { chosenClasses } from '../chosenClasses';
import type { StepFields, StepInputs } from '../stepFunction';

/** How often every class (row) was taken for every other (column): [classes, classes]. */
export function confusionMatrix(inputs: StepInputs, fields: StepFields): tf.Tensor2D {
  const { prediction, target } = inputs as { prediction: tf.Tensor; target: tf.Tensor };
  const { threshold } = fields as { threshold: number };
  const { found, right } = chosenClasses(prediction, target, threshold);
  return tf.matMul(right, found, true, false);
}
