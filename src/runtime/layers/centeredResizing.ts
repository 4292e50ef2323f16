import * as tf from '@tensorflow/tfjs';

/** The fields of a CenteredResizing layer, as its config holds them. */
export interface CenteredResizingConfig {
  /** Rows and columns of what comes out. */
  height: number;
  width: number;
  /** Whether each pixel is copied from the nearest one or blended from the four around. */
  interpolation: 'nearest' | 'bilinear';
  name?: string;
}

/**
 * Resizes images to one size; pixels are areas with a centre, as in the Resizing of Keras (that of
 * tf.js aligns the corners and announces a shape without the batch). Shape [n,h,w,c] →
 * [n,height,width,c].
 */
export class CenteredResizing extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'CenteredResizing';
  private readonly height: number;
  private readonly width: number;
  private readonly interpolation: 'nearest' | 'bilinear';

  constructor(config: CenteredResizingConfig) {
    super(config as { name?: string });
    this.height = config.height;
    this.width = config.width;
    this.interpolation = config.interpolation;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, , , channels] = inputShape as [number, number, number, number];
    return [batch, this.height, this.width, channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    const resize =
      this.interpolation === 'nearest' ? tf.image.resizeNearestNeighbor : tf.image.resizeBilinear;
    return resize(x, [this.height, this.width], false, true);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      height: this.height,
      width: this.width,
      interpolation: this.interpolation,
    };
  }
}

tf.serialization.registerClass(CenteredResizing);
