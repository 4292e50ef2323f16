import * as tf from '@tensorflow/tfjs';

/** The fields of a GatedLinearUnit layer, as its config holds them. */
export interface GatedLinearUnitConfig {
  /** The function of the second half. */
  gate: 'sigmoid' | 'linear' | 'relu' | 'gelu' | 'swish';
  name?: string;
}

/**
 * The first half of the channels times a function of the second; shape [n,…,2c] → [n,…,c].
 * Source: Dauphin et al., Language Modeling with Gated Convolutional Networks, 2016.
 */
export class GatedLinearUnit extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'GatedLinearUnit';
  private readonly gate: GatedLinearUnitConfig['gate'];

  constructor(config: GatedLinearUnitConfig) {
    super(config as { name?: string });
    this.gate = config.gate;
    this.supportsMasking = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = inputShape as tf.Shape;
    const channels = shape[shape.length - 1] ?? null;
    return [...shape.slice(0, -1), channels === null ? null : channels / 2];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const [a, b] = tf.split(x, 2, -1) as [tf.Tensor, tf.Tensor];
      return tf.mul(a, this.gateOf(b));
    });
  }

  private gateOf(b: tf.Tensor): tf.Tensor {
    switch (this.gate) {
      case 'sigmoid':
        return tf.sigmoid(b);
      case 'relu':
        return tf.relu(b);
      case 'swish':
        return tf.mul(b, tf.sigmoid(b));
      case 'gelu':
        return tf.mul(tf.mul(b, 0.5), tf.add(1, tf.erf(tf.mul(b, Math.SQRT1_2))));
      case 'linear':
        return b;
    }
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), gate: this.gate };
  }
}

tf.serialization.registerClass(GatedLinearUnit);
