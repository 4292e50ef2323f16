import * as tf from '@tensorflow/tfjs';

/** The fields of a ReflectionPadding2D layer, as its config holds them. */
export interface ReflectionPadding2DConfig {
  /** Rows to add above and below, columns to add left and right. */
  padding: [[number, number], [number, number]];
  name?: string;
}

/** Mirrors an image at its edges, the edge itself not repeated. Shape [n,h,w,c] → [n,h+t+b,w+l+r,c]. */
export class ReflectionPadding2D extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'ReflectionPadding2D';
  private readonly padding: [[number, number], [number, number]];

  constructor(config: ReflectionPadding2DConfig) {
    super(config as { name?: string });
    this.padding = config.padding;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return (inputShape as tf.Shape).map((length, axis) => {
      const [before, after] = this.padding[axis - 1] ?? [0, 0];
      return length === null ? null : length + before + after;
    });
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    return tf.mirrorPad(x, [[0, 0], ...this.padding, [0, 0]], 'reflect');
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), padding: this.padding };
  }
}

tf.serialization.registerClass(ReflectionPadding2D);
