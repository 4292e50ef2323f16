import * as tf from '@tensorflow/tfjs';
import { exampleRows, safeRoot, unitRows } from '../exampleRows';
import type { StepFields, StepInputs } from '../stepFunction';

/** How far every example is from every row of others: [batch, …] and [rows, …] → [batch, rows]. */
export function distanceMatrix(inputs: StepInputs, fields: StepFields): tf.Tensor {
  const { a, b } = inputs as { a: tf.Tensor; b: tf.Tensor };
  const { distance } = fields as { distance: string };
  const first = exampleRows(a);
  const second = exampleRows(b);
  if (distance === 'cosine') {
    return tf.sub(1, tf.matMul(unitRows(first), unitRows(second), false, true));
  }
  const lengths = tf.sum(tf.square(first), -1, true);
  const others = tf.reshape(tf.sum(tf.square(second), -1), [1, -1]);
  const products = tf.matMul(first, second, false, true);
  // Rounding may leave a little less than 0.
  const squares = tf.relu(tf.sub(tf.add(lengths, others), tf.mul(2, products)));
  return distance === 'euclidean' ? safeRoot(squares) : squares;
}
