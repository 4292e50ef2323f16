import * as tf from '@tensorflow/tfjs';
import type { StepFields, StepInputs } from '../stepFunction';

/** Up to so many rows a product with a one-hot matrix is used, which every backend differentiates. */
const fewRows = 1024;

/** One number of every example by its index, or rows of a table by theirs. */
export function gather(inputs: StepInputs, fields: StepFields): tf.Tensor {
  const { x, index } = inputs as { x: tf.Tensor; index: tf.Tensor };
  const { from } = fields as { from: string };
  return from === 'table' ? rowsOf(x, index) : entriesOf(x, index);
}

function entriesOf(x: tf.Tensor, index: tf.Tensor): tf.Tensor {
  const chosen = oneHotNumbers(tf.reshape(index, x.shape.slice(0, -1)), x.shape.at(-1) ?? 1);
  return tf.sum(tf.mul(tf.cast(x, 'float32'), chosen), -1);
}

function rowsOf(table: tf.Tensor, index: tf.Tensor): tf.Tensor {
  const [rows = 1, ...rest] = table.shape;
  const width = rest.reduce((product, size) => product * size, 1);
  const shape = [...index.shape, ...rest];
  if (rows > fewRows) return tf.reshape(tf.gather(table, tf.cast(index, 'int32')), shape);
  const chosen = oneHotNumbers(tf.reshape(index, [index.size]), rows) as tf.Tensor2D;
  const flat = tf.reshape(tf.cast(table, 'float32'), [rows, width]) as tf.Tensor2D;
  return tf.reshape(tf.matMul(chosen, flat), shape);
}

/** One-hot vectors in float32, by way of int32, which every backend writes rightly. */
function oneHotNumbers(index: tf.Tensor, depth: number): tf.Tensor {
  return tf.cast(tf.oneHot(tf.cast(index, 'int32'), depth), 'float32');
}
