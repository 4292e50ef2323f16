import * as tf from '@tensorflow/tfjs';

/** The fields of a ZeroPadding1D layer, as its config holds them. */
export interface ZeroPadding1DConfig {
  /** Steps to add at the start and at the end. */
  padding: [number, number];
  name?: string;
}

/** Adds zeros at the ends of a sequence; shape [n,l,c] → [n,l+start+end,c]. */
export class ZeroPadding1D extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'ZeroPadding1D';
  private readonly padding: [number, number];

  constructor(config: ZeroPadding1DConfig) {
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
    return axis === 1 ? this.padding : [0, 0];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), padding: this.padding };
  }
}

tf.serialization.registerClass(ZeroPadding1D);
