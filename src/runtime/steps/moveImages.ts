import * as tf from '@tensorflow/tfjs';

/**
 * Images made of rows and columns of other images: for every example the places in the old image that
 * its rows (or columns) come from, −1 for one of zeros; null leaves them as they are.
 *
 * Shape: [batch, height, width, …] → [batch, rows, columns, …]. A product with matrices of zeros and
 * ones, so that gradients are right on every backend.
 */
export function moveImages(
  images: tf.Tensor,
  rows: readonly (readonly number[])[] | null,
  columns: readonly (readonly number[])[] | null,
): tf.Tensor {
  const numbers = tf.cast(images, 'float32');
  const [batch = 1, height = 1, width = 1, ...rest] = images.shape;
  const channels = rest.reduce((product, size) => product * size, 1);
  let moved = tf.reshape(numbers, [batch, height, width, channels]);
  if (rows) moved = pickRows(moved, rows);
  if (columns) {
    const turned = tf.transpose(moved, [0, 2, 1, 3]);
    moved = tf.transpose(pickRows(turned, columns), [0, 2, 1, 3]);
  }
  const [, newHeight = height, newWidth = width] = moved.shape;
  return tf.cast(tf.reshape(moved, [batch, newHeight, newWidth, ...rest]), images.dtype);
}

function pickRows(images: tf.Tensor, places: readonly (readonly number[])[]): tf.Tensor {
  const [batch = 1, height = 1, width = 1, channels = 1] = images.shape;
  const count = places[0]?.length ?? height;
  const chosen = new Float32Array(batch * count * height);
  for (const [example, sources] of places.entries()) {
    for (const [row, source] of sources.entries()) {
      if (source >= 0) chosen[(example * count + row) * height + source] = 1;
    }
  }
  const matrices = tf.tensor3d(chosen, [batch, count, height]);
  const flat = tf.reshape(images, [batch, height, width * channels]) as tf.Tensor3D;
  return tf.reshape(tf.matMul(matrices, flat), [batch, count, width, channels]);
}
