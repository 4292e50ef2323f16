import * as tf from '@tensorflow/tfjs';

/** The fields of an UpSampling1D layer, as its config holds them. */
export interface UpSampling1DConfig {
  /** How often every step is repeated. */
  size: number;
  name?: string;
}

/** Repeats every step of a sequence; shape [n,l,c] → [n,size·l,c]. */
export class UpSampling1D extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'UpSampling1D';
  private readonly size: number;

  constructor(config: UpSampling1DConfig) {
    super(config as { name?: string });
    this.size = config.size;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, length, channels] = inputShape as tf.Shape;
    return [
      batch as number,
      typeof length === 'number' ? length * this.size : null,
      channels as number,
    ];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor3D;
      const image = tf.expandDims(x, 2) as tf.Tensor4D;
      const repeated = tf.image.resizeNearestNeighbor(image, [x.shape[1] * this.size, 1]);
      return tf.squeeze(repeated, [2]);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), size: this.size };
  }
}

tf.serialization.registerClass(UpSampling1D);
