import * as tf from '@tensorflow/tfjs';

/**
 * The gradient of |x|: tf.js takes −1 at 0, so that an L1 penalty moves a weight that is 0, where it
 * should leave it. Here it is the sign of x, 0 at 0, as in TensorFlow and PyTorch.
 */
export function correctAbsoluteGradient(): void {
  tf.registerGradient({
    kernelName: 'Abs',
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => {
      const [x] = saved as [tf.Tensor];
      return { x: () => tf.mul(dy as tf.Tensor, tf.sign(tf.cast(x, 'float32'))) };
    },
  });
}
