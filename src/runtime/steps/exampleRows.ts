import * as tf from '@tensorflow/tfjs';

/** Keeps roots and quotients finite where a distance or a length is 0. */
const tiny = 1e-12;

/** Every example as one row of float32 numbers: [batch, …] → [batch, numbers of an example]. */
export function exampleRows(x: tf.Tensor): tf.Tensor2D {
  const rows = x.shape[0] ?? 1;
  const length = x.shape.slice(1).reduce((product, size) => product * size, 1);
  return tf.reshape(tf.cast(x, 'float32'), [rows, length]) as tf.Tensor2D;
}

/** √(x + 10⁻¹²), whose gradient is finite at 0. */
export function safeRoot(x: tf.Tensor): tf.Tensor {
  return tf.sqrt(tf.add(x, tiny));
}

/** Rows divided by their lengths. */
export function unitRows(rows: tf.Tensor2D): tf.Tensor2D {
  return tf.div(rows, safeRoot(tf.sum(tf.square(rows), -1, true))) as tf.Tensor2D;
}

/** Squared Euclidean distances between rows that stand side by side: [batch, n] twice → [batch]. */
export function squaredDistances(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor1D {
  return tf.sum(tf.square(tf.sub(a, b)), -1) as tf.Tensor1D;
}
