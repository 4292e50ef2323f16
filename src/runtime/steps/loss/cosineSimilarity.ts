import * as tf from '@tensorflow/tfjs';
import { exampleRows, unitRows } from '../exampleRows';
import type { StepFields, StepInputs } from '../stepFunction';

/** 1 − the cosine of the angle between two examples, averaged. */
export function cosineSimilarity(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { a, b } = inputs as { a: tf.Tensor; b: tf.Tensor };
  const { weight } = fields as { weight: number };
  const cosines = tf.sum(tf.mul(unitRows(exampleRows(a)), unitRows(exampleRows(b))), -1);
  return tf.mul(tf.mean(tf.sub(1, cosines)), weight).asScalar();
}
