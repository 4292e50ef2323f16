import * as tf from '@tensorflow/tfjs';

/** The fields of a SpatialDropout3D layer, as its config holds them. */
export interface SpatialDropout3DConfig {
  /** The share of channels set to zero in training, from 0 to below 1. */
  rate: number;
  name?: string;
}

/**
 * Dropout of whole channels of [n,d,h,w,c], drawn for every example by itself; what is kept is scaled by
 * 1/(1−rate). Source: the layer SpatialDropout3D of Keras, which tf.js lacks.
 */
export class SpatialDropout3D extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'SpatialDropout3D';
  private readonly rate: number;

  constructor(config: SpatialDropout3DConfig) {
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
    return tf.dropout(x, this.rate, [x.shape[0] as number, 1, 1, 1, x.shape.at(-1) as number]);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate };
  }
}

tf.serialization.registerClass(SpatialDropout3D);
