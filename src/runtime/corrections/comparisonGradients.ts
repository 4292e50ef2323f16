import * as tf from '@tensorflow/tfjs';

/**
 * Comparisons are constant almost everywhere, so their gradients are zero. tf.js registers none,
 * and second derivatives through leakyRelu, maximum and the like throw for it.
 */
export function correctComparisonGradients(): void {
  for (const kernelName of ['Greater', 'Less', 'LessEqual', 'Equal', 'NotEqual']) {
    tf.registerGradient({
      kernelName,
      inputsToSave: ['a', 'b'],
      gradFunc: (_dy, saved) => ({
        a: () => tf.zerosLike(saved[0] as tf.Tensor),
        b: () => tf.zerosLike(saved[1] as tf.Tensor),
      }),
    });
  }
}
