import * as tf from '@tensorflow/tfjs';

/** The fields of a ZeroPadding3D layer, as its config holds them. */
export interface ZeroPadding3DConfig {
  /** What to add at both ends of depth, height and width. */
  padding: [[number, number], [number, number], [number, number]];
  name?: string;
}

/** Adds zeros at the ends of a volume; shape [n,d,h,w,c] → [n,d′,h′,w′,c]. */
export class ZeroPadding3D extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'ZeroPadding3D';
  private readonly padding: [[number, number], [number, number], [number, number]];

  constructor(config: ZeroPadding3DConfig) {
    super(config as { name?: string });
    this.padding = config.padding;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return (inputShape as tf.Shape).map((length, axis) => {
      const [before, after] = this.around(axis);
      return length === null ? null : length + before + after;
    });
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    return tf.pad(
      x,
      x.shape.map((_, axis) => this.around(axis)),
    );
  }

  private around(axis: number): [number, number] {
    return this.padding[axis - 1] ?? [0, 0];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), padding: this.padding };
  }
}

tf.serialization.registerClass(ZeroPadding3D);
