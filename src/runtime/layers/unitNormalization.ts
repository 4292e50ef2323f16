import * as tf from '@tensorflow/tfjs';

/** The fields of a UnitNormalization layer, as its config holds them. */
export interface UnitNormalizationConfig {
  name?: string;
}

/** The least square of a length: keeps a vector of zeros from being divided by 0. */
const leastSquare = 1e-12;

/**
 * Divides every vector along the last axis by its Euclidean length; keeps the shape [n,…,c]. Source:
 * the layer UnitNormalization of Keras.
 */
export class UnitNormalization extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'UnitNormalization';

  constructor(config: UnitNormalizationConfig) {
    super(config as { name?: string });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return inputShape as tf.Shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const square = tf.sum(tf.square(x), -1, true);
      return tf.mul(x, tf.rsqrt(tf.maximum(square, leastSquare)));
    });
  }
}

tf.serialization.registerClass(UnitNormalization);
