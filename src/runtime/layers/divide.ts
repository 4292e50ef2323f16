import * as tf from '@tensorflow/tfjs';

/**
 * The first input divided by the second, number by number; axes of length 1 stretch. Shapes [n,…],
 * [n,…] → [n,…]. A division by 0 gives an infinite number, or none.
 */
export class Divide extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'Divide';

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [a = [], b = []] = inputShape as tf.Shape[];
    return a.map((length, axis) => {
      const other = b[axis] ?? null;
      return length === 1 || (length === null && other !== 1) ? other : length;
    });
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [a, b] = inputs as [tf.Tensor, tf.Tensor];
    return tf.div(a, b);
  }
}

tf.serialization.registerClass(Divide);
