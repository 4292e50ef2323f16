import * as tf from '@tensorflow/tfjs';

/** The fields of a BilinearUpSampling2D layer, as its config holds them. */
export interface BilinearUpSampling2DConfig {
  /** Factors for height and width. */
  size: [number, number];
  name?: string;
}

/**
 * Enlarges images by whole factors, blending the four pixels around; pixels are areas with a centre,
 * as in Keras and PyTorch (the UpSampling2D of tf.js lays them on their corners, which shifts the
 * image). Shape [n,h,w,c] → [n,sh·h,sw·w,c].
 */
export class BilinearUpSampling2D extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'BilinearUpSampling2D';
  private readonly size: [number, number];

  constructor(config: BilinearUpSampling2DConfig) {
    super(config as { name?: string });
    this.size = config.size;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return (inputShape as tf.Shape).map((length, axis) => {
      const factor = this.size[axis - 1] ?? 1;
      return length === null ? null : length * factor;
    });
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    const size: [number, number] = [x.shape[1] * this.size[0], x.shape[2] * this.size[1]];
    return tf.image.resizeBilinear(x, size, false, true);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), size: this.size };
  }
}

tf.serialization.registerClass(BilinearUpSampling2D);
