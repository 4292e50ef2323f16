import * as tf from '@tensorflow/tfjs';

/** Logarithms of shares along the last axis: x − log Σ exp x, differentiable any number of times. */
export function logSoftmax(logits: tf.Tensor): tf.Tensor {
  const shifted = tf.sub(logits, tf.max(logits, -1, true));
  return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), -1, true)));
}
