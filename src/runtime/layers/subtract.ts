import * as tf from '@tensorflow/tfjs';

/**
 * The difference of two inputs, number by number; axes of length 1 stretch. Shapes [n,…], [n,…] →
 * [n,…]. Source: Keras, Subtract, which tf.js lacks.
 */
export class Subtract extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'Subtract';

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [a = [], b = []] = inputShape as tf.Shape[];
    return a.map((length, axis) => {
      const other = b[axis] ?? null;
      return length === 1 || (length === null && other !== 1) ? other : length;
    });
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [a, b] = inputs as [tf.Tensor, tf.Tensor];
    return tf.sub(a, b);
  }
}

tf.serialization.registerClass(Subtract);
