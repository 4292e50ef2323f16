import * as tf from '@tensorflow/tfjs';

/** How many gradients are being taken of what runs now; in a backward pass, of the pass itself. */
export function gradientDepth(): number {
  return tf.engine().state.gradientDepth;
}
