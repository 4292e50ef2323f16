import * as tf from '@tensorflow/tfjs';

/** The fields of an UpSampling3D layer, as its config holds them. */
export interface UpSampling3DConfig {
  /** How often every voxel is repeated in depth, height and width. */
  size: [number, number, number];
  name?: string;
}

/** Repeats every voxel of a volume; shape [n,d,h,w,c] → [n,sd·d,sh·h,sw·w,c]. */
export class UpSampling3D extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'UpSampling3D';
  private readonly size: [number, number, number];

  constructor(config: UpSampling3DConfig) {
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
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor5D;
      const [batch, depth, height, width, channels] = x.shape;
      const [deeper, higher, wider] = this.size;
      // Resizing knows images only: first depth, with height and width as one axis, then these two.
      const slices = tf.reshape(x, [batch, depth, height * width, channels]) as tf.Tensor4D;
      const deep = tf.image.resizeNearestNeighbor(slices, [depth * deeper, height * width]);
      const images = tf.reshape(deep, [batch * depth * deeper, height, width, channels]);
      const large = tf.image.resizeNearestNeighbor(images as tf.Tensor4D, [
        height * higher,
        width * wider,
      ]);
      return tf.reshape(large, [batch, depth * deeper, height * higher, width * wider, channels]);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), size: this.size };
  }
}

tf.serialization.registerClass(UpSampling3D);
