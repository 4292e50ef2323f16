import * as tf from '@tensorflow/tfjs';

/** The fields of a StochasticDepth layer, as its config holds them. */
export interface StochasticDepthConfig {
  /** The share of examples set to zero in training, from 0 to below 1. */
  rate: number;
  name?: string;
}

/**
 * Drops whole examples of a residual branch in training, each with probability `rate`, and scales the
 * others by 1/(1−rate); keeps the shape. Source: Huang et al., Deep Networks with Stochastic Depth,
 * 2016, with the scaling in training instead of afterwards, as in EfficientNet.
 */
export class StochasticDepth extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'StochasticDepth';
  private readonly rate: number;

  constructor(config: StochasticDepthConfig) {
    super(config as { name?: string });
    this.rate = config.rate;
    this.supportsMasking = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    if (!kwargs.training || this.rate === 0) return x.clone();
    const perExample = x.shape.map((length, axis) => (axis === 0 ? length : 1));
    return tf.dropout(x, this.rate, perExample);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate };
  }
}

tf.serialization.registerClass(StochasticDepth);
