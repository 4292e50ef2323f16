import * as tf from '@tensorflow/tfjs';

/**
 * The gradient of a tensor that was cut into one part is that part's. tf.js hands the gradients of
 * several parts over as a list, that of a single one as it is, and then fails to join it: a recurrent
 * layer over one step could not be trained.
 */
export function correctSinglePartGradients(): void {
  for (const kernelName of ['Unpack', 'SplitV']) {
    const { gradFunc, ...config } = tf.getGradient(kernelName);
    tf.registerGradient({
      ...config,
      gradFunc: (dy, saved, attributes) =>
        gradFunc(Array.isArray(dy) ? dy : [dy], saved, attributes),
    });
  }
}
