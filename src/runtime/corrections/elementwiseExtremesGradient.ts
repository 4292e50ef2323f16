import * as tf from '@tensorflow/tfjs';

/**
 * The gradient of the larger (or smaller) of two numbers belongs to the one that it is; equal numbers
 * share it as in tf.js: the first gets all. Where an axis of length 1 was stretched its gradients are
 * summed up, which tf.js forgets, so that it throws.
 */
export function correctElementwiseExtremesGradients(): void {
  const comparisons = { Maximum: tf.greaterEqual, Minimum: tf.lessEqual };
  for (const [kernelName, firstWins] of Object.entries(comparisons)) {
    tf.registerGradient({
      kernelName,
      inputsToSave: ['a', 'b'],
      gradFunc: (dy, saved) => {
        const [a, b] = saved as [tf.Tensor, tf.Tensor];
        const won = (): tf.Tensor => tf.cast(firstWins(a, b), 'float32');
        return {
          a: () => summedTo(tf.mul(dy as tf.Tensor, won()), a.shape),
          b: () => summedTo(tf.mul(dy as tf.Tensor, tf.sub(1, won())), b.shape),
        };
      },
    });
  }
}

/** Sums over axes that were stretched, or added in front, until the shape is the given one. */
function summedTo(gradient: tf.Tensor, shape: number[]): tf.Tensor {
  const added = gradient.rank - shape.length;
  const axes = gradient.shape.flatMap((length, axis) =>
    axis < added || (shape[axis - added] === 1 && length > 1) ? [axis] : [],
  );
  return axes.length === 0 ? gradient : tf.reshape(tf.sum(gradient, axes), shape);
}
