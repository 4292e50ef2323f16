import * as tf from '@tensorflow/tfjs';
import { reduceLoss } from '../compareNumbers';
import { logSoftmax } from '../logSoftmax';
import { stopGradient } from '../math/stopGradient';
import type { StepFields, StepInputs } from '../stepFunction';

/** T² times the divergence of a student's softened shares to its teacher's, which stays as it is. */
export function distillation(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { student, teacher } = inputs as { student: tf.Tensor; teacher: tf.Tensor };
  const { temperature, weight } = fields as { temperature: number; weight: number };
  const wanted = logSoftmax(tf.div(stopGradient({ x: teacher }), temperature));
  const found = logSoftmax(tf.div(student, temperature));
  const divergence = tf.sum(tf.mul(tf.exp(wanted), tf.sub(wanted, found)), -1);
  return reduceLoss(divergence, { weight: weight * temperature ** 2 });
}
