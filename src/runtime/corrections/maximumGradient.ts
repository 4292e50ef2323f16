import * as tf from '@tensorflow/tfjs';

/**
 * The gradient of the largest (or smallest) number of an axis belongs to the numbers that are it.
 * tf.js gives each of several equal ones all of it, so that a channel of zeros behind a ReLU is moved
 * as often as it has pixels; here they share it, as in TensorFlow and PyTorch's amax.
 */
export function correctMaximumGradient(): void {
  for (const kernelName of ['Max', 'Min']) {
    tf.registerGradient({
      kernelName,
      inputsToSave: ['x'],
      outputsToSave: [true],
      gradFunc: (dy, saved, attributes) => {
        const [x, y] = saved as [tf.Tensor, tf.Tensor];
        return {
          x: () => {
            const axes = tf.util.parseAxisParam(
              (attributes.reductionIndices ?? attributes.axis) as number | number[],
              x.shape,
            );
            const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
            const largest = tf.cast(tf.equal(x, tf.reshape(y, kept)), 'float32');
            const share = tf.div(tf.reshape(dy as tf.Tensor, kept), tf.sum(largest, axes, true));
            return tf.mul(largest, share);
          },
        };
      },
    });
  }
}
