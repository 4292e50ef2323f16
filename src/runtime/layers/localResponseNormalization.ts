import * as tf from '@tensorflow/tfjs';

/** The fields of a LocalResponseNormalization layer, as its config holds them. */
export interface LocalResponseNormalizationConfig {
  /** Channels on each side that take part: the window is 2·depthRadius + 1 wide. */
  depthRadius: number;
  bias: number;
  /** Not divided by the window's width, as in the paper (Caffe and PyTorch divide). */
  alpha: number;
  beta: number;
  name?: string;
}

/**
 * Divides every number by (bias + alpha·Σ x²)^beta over neighbouring channels; keeps the shape
 * [n,h,w,c]. Source: Krizhevsky et al., ImageNet Classification with Deep Convolutional Neural
 * Networks, 2012, §3.3.
 */
export class LocalResponseNormalization extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'LocalResponseNormalization';
  private readonly depthRadius: number;
  private readonly bias: number;
  private readonly alpha: number;
  private readonly beta: number;

  constructor(config: LocalResponseNormalizationConfig) {
    super(config as { name?: string });
    this.depthRadius = config.depthRadius;
    this.bias = config.bias;
    this.alpha = config.alpha;
    this.beta = config.beta;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return inputShape as tf.Shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    return tf.localResponseNormalization(x, this.depthRadius, this.bias, this.alpha, this.beta);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      depthRadius: this.depthRadius,
      bias: this.bias,
      alpha: this.alpha,
      beta: this.beta,
    };
  }
}

tf.serialization.registerClass(LocalResponseNormalization);
