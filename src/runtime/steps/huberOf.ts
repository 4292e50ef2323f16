import * as tf from '@tensorflow/tfjs';

/** Half the square of an error, beyond `delta` a line with the slope that it has there. */
export function huberOf(error: tf.Tensor, delta: number): tf.Tensor {
  const size = tf.abs(error);
  const near = tf.minimum(size, tf.scalar(delta));
  return tf.add(tf.mul(0.5, tf.square(near)), tf.mul(delta, tf.sub(size, near)));
}
