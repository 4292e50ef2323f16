import * as tf from '@tensorflow/tfjs';

/** The fields of a Split layer, as its config holds them. */
export interface SplitConfig {
  /** The axis that is cut; 1 is the first after the batch axis. */
  axis: number;
  /** How many parts of equal size, where no sizes are given. */
  parts: number;
  /** The sizes of the parts in order; none for equal ones. */
  sizes: number[];
  name?: string;
}

/** Cuts an axis into parts, each an output. Source: tf.split as a layer. */
export class Split extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'Split';
  private readonly axis: number;
  private readonly parts: number;
  private readonly sizes: number[];

  constructor(config: SplitConfig) {
    super(config as { name?: string });
    this.axis = config.axis;
    this.parts = config.parts;
    this.sizes = config.sizes;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    const shape = inputShape as tf.Shape;
    const length = shape[this.axis] ?? null;
    const count = this.sizes.length || this.parts;
    const shapes = Array.from({ length: count }, (_, part) =>
      shape.map((axis, place) => {
        if (place !== this.axis) return axis;
        return this.sizes[part] ?? (length === null ? null : length / this.parts);
      }),
    );
    return shapes.length === 1 ? (shapes[0] as tf.Shape) : shapes;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    const parts = tf.split(x, this.sizes.length > 0 ? this.sizes : this.parts, this.axis);
    return parts.length === 1 ? (parts[0] as tf.Tensor) : parts;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), axis: this.axis, parts: this.parts, sizes: this.sizes };
  }
}

tf.serialization.registerClass(Split);
