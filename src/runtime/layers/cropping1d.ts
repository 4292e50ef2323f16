import * as tf from '@tensorflow/tfjs';

/** The fields of a Cropping1D layer, as its config holds them. */
export interface Cropping1DConfig {
  /** Steps to cut off at the start and at the end. */
  cropping: [number, number];
  name?: string;
}

/** Cuts off the ends of a sequence; shape [n,l,c] → [n,l−start−end,c]. */
export class Cropping1D extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'Cropping1D';
  private readonly cropping: [number, number];

  constructor(config: Cropping1DConfig) {
    super(config as { name?: string });
    this.cropping = config.cropping;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return (inputShape as tf.Shape).map((length, axis) => {
      const [before, after] = this.around(axis);
      return length === null ? null : length - before - after;
    });
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    const begin = x.shape.map((_, axis) => this.around(axis)[0]);
    return tf.slice(x, begin, this.computeOutputShape(x.shape) as number[]);
  }

  private around(axis: number): readonly [number, number] {
    return axis === 1 ? this.cropping : [0, 0];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), cropping: this.cropping };
  }
}

tf.serialization.registerClass(Cropping1D);
