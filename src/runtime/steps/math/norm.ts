import * as tf from '@tensorflow/tfjs';
import { exampleRows, safeRoot } from '../exampleRows';
import type { StepFields, StepInputs } from '../stepFunction';

/** How large every example is: one number for each. */
export function norm(inputs: StepInputs, fields: StepFields): tf.Tensor {
  const { x } = inputs as { x: tf.Tensor };
  const { norm: order } = fields as { norm: string };
  const rows = exampleRows(x);
  if (order === 'l1') return tf.sum(tf.abs(rows), -1);
  if (order === 'largest') return tf.max(tf.abs(rows), -1);
  const squares = tf.sum(tf.square(rows), -1);
  return order === 'squared' ? squares : safeRoot(squares);
}
