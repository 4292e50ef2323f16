import * as tf from '@tensorflow/tfjs';
import { exampleRows } from '../exampleRows';
import type { StepFields, StepInputs } from '../stepFunction';

/** The largest decibels told apart: an equal image has no noise at all. */
const equalError = 1e-10;

/** Decibels between the largest value and the error of every example, averaged. */
export function peakSignalToNoise(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { prediction, target } = inputs as { prediction: tf.Tensor; target: tf.Tensor };
  const { range } = fields as { range: number };
  const errors = tf.mean(tf.square(tf.sub(exampleRows(prediction), exampleRows(target))), -1);
  const shares = tf.maximum(tf.div(errors, range ** 2), tf.scalar(equalError));
  return tf.mean(tf.mul(tf.log(shares), -10 / Math.LN10)).asScalar();
}
