import * as tf from '@tensorflow/tfjs';
import { exampleRows } from '../exampleRows';
import type { StepFields, StepInputs } from '../stepFunction';

/** The mean of the examples of every class: [batch, …] → [classes, …]; zeros where there are none. */
export function groupMean(inputs: StepInputs, fields: StepFields): tf.Tensor {
  const { x, group } = inputs as { x: tf.Tensor; group: tf.Tensor };
  const { classes } = fields as { classes: number };
  const flat = tf.cast(tf.reshape(group, [x.shape[0] ?? 1]), 'int32');
  const members = tf.cast(tf.oneHot(flat, classes), 'float32') as tf.Tensor2D;
  const sums = tf.matMul(members, exampleRows(x), true, false);
  const counts = tf.reshape(tf.maximum(tf.sum(members, 0), tf.scalar(1)), [classes, 1]);
  return tf.reshape(tf.div(sums, counts), [classes, ...x.shape.slice(1)]);
}
