import * as tf from '@tensorflow/tfjs';

/** The fields of a Reduce layer, as its config holds them. */
export interface ReduceConfig {
  /** What becomes of the numbers. */
  reduction: 'mean' | 'sum' | 'max' | 'min';
  /** The axes that vanish; 1 is the first after the batch axis. */
  axes: number[];
  /** Whether they stay with length 1. */
  keepDims: boolean;
  name?: string;
}

const reductions = { mean: tf.mean, sum: tf.sum, max: tf.max, min: tf.min };

/**
 * One number out of all along some axes. Source: tf.mean, tf.sum, tf.max and tf.min as a layer.
 */
export class Reduce extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'Reduce';
  private readonly reduction: ReduceConfig['reduction'];
  private readonly axes: number[];
  private readonly keepDims: boolean;

  constructor(config: ReduceConfig) {
    super(config as { name?: string });
    this.reduction = config.reduction;
    this.axes = config.axes;
    this.keepDims = config.keepDims;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = inputShape as tf.Shape;
    return this.keepDims
      ? shape.map((length, place) => (this.axes.includes(place) ? 1 : length))
      : shape.filter((_, place) => !this.axes.includes(place));
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    return reductions[this.reduction](x, this.axes, this.keepDims);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      reduction: this.reduction,
      axes: this.axes,
      keepDims: this.keepDims,
    };
  }
}

tf.serialization.registerClass(Reduce);
