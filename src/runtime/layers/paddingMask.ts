import * as tf from '@tensorflow/tfjs';

/** The fields of a PaddingMask layer, as its config holds them. */
export interface PaddingMaskConfig {
  /** The token that fills up short sequences. */
  paddingToken: number;
  name?: string;
}

/** 1 for every token that is none of padding, 0 for the rest; shape stays, the result is float32. */
export class PaddingMask extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'PaddingMask';
  private readonly paddingToken: number;

  constructor(config: PaddingMaskConfig) {
    super(config as { name?: string });
    this.paddingToken = config.paddingToken;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return inputShape as tf.Shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const tokens = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    return tf.tidy(() => tf.cast(tf.notEqual(tokens, this.paddingToken), 'float32'));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), paddingToken: this.paddingToken };
  }
}

tf.serialization.registerClass(PaddingMask);
