import * as tf from '@tensorflow/tfjs';

/** The fields of a ParametricRelu layer, as its config holds them. */
export interface ParametricReluConfig {
  /** Axes along which all numbers share a slope; 1 is the first after the batch axis. */
  sharedAxes: number[];
  /** Every slope before training. */
  alpha: number;
  name?: string;
}

/**
 * Keeps positive numbers and multiplies the others by slopes that it learns; shape stays. The PReLU
 * of tf.js is wrong on WASM where slopes are shared along any but the first axes, and cannot start
 * at 0.25. Source: He et al., Delving Deep into Rectifiers, 2015.
 */
export class ParametricRelu extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'ParametricRelu';
  private readonly sharedAxes: number[];
  private readonly alpha: number;
  private slopes!: tf.LayerVariable;

  constructor(config: ParametricReluConfig) {
    super(config as { name?: string });
    this.sharedAxes = config.sharedAxes;
    this.alpha = config.alpha;
    this.supportsMasking = true;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = (inputShape as tf.Shape)
      .slice(1)
      .map((length, place) => (this.sharedAxes.includes(place + 1) ? 1 : length));
    const initial = tf.initializers.constant({ value: this.alpha });
    this.slopes = this.addWeight('alpha', shape, 'float32', initial);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return inputShape as tf.Shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      return tf.sub(tf.relu(x), tf.mul(this.slopes.read(), tf.relu(tf.neg(x))));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), sharedAxes: this.sharedAxes, alpha: this.alpha };
  }
}

tf.serialization.registerClass(ParametricRelu);
