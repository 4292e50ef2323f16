import * as tf from '@tensorflow/tfjs';

let dropped = false;

/**
 * Lets masks (of `Masking`, of embeddings) be used in any network. Whether any number differs from the
 * padding value is constant almost everywhere, so its gradient is zero; tf.js knows none, and nothing
 * before a mask could learn. A layer that cannot use a mask drops it, as Keras 3 does; tf.js throws.
 */
export function correctMasks(): void {
  tf.registerGradient({
    kernelName: 'Any',
    inputsToSave: ['x'],
    gradFunc: (_dy, saved) => ({ x: () => tf.zeros((saved[0] as tf.Tensor).shape) }),
  });
  if (dropped) return;
  dropped = true;
  const { computeMask } = tf.layers.Layer.prototype;
  tf.layers.Layer.prototype.computeMask = function (this: tf.layers.Layer, inputs, mask) {
    return this.supportsMasking ? computeMask.call(this, inputs, mask) : (null as never);
  };
}
