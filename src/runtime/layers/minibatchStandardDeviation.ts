import * as tf from '@tensorflow/tfjs';

/** The fields of a MinibatchStandardDeviation layer, as its config holds them. */
export interface MinibatchStandardDeviationConfig {
  /** Examples that are compared with each other; 0, or a number that does not divide the batch: all. */
  groupSize: number;
  name?: string;
}

/** Keeps the root from the slope that it has at 0. */
const epsilon = 1e-8;

/**
 * Adds a channel that says how much the examples of a group differ: the standard deviation of every
 * number over the group, averaged over all numbers of an example. Of a batch of G·M examples, those
 * that lie M apart are a group. Shapes: [n,…,c] → [n,…,c + 1].
 * Source: Karras et al., Progressive Growing of GANs, 2018, §3.
 */
export class MinibatchStandardDeviation extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'MinibatchStandardDeviation';
  private readonly groupSize: number;

  constructor(config: MinibatchStandardDeviationConfig) {
    super(config as { name?: string });
    this.groupSize = config.groupSize;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = inputShape as tf.Shape;
    const channels = shape.at(-1) ?? null;
    return [...shape.slice(0, -1), channels === null ? null : channels + 1];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const [batch = 1, ...rest] = x.shape;
      const divides = this.groupSize > 0 && batch % this.groupSize === 0;
      const size = divides ? this.groupSize : batch;
      const numbers = rest.reduce((product, length) => product * length, 1);
      const groups = tf.reshape(x, [size, batch / size, numbers]);
      const variance = tf.mean(tf.square(tf.sub(groups, tf.mean(groups, 0, true))), 0);
      const deviation = tf.mean(tf.sqrt(tf.add(variance, epsilon)), 1, true);
      const places = numbers / (rest.at(-1) as number);
      const all = tf.tile(deviation, [size, places]);
      return tf.concat([x, tf.reshape(all, [batch, ...rest.slice(0, -1), 1])], -1);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), groupSize: this.groupSize };
  }
}

tf.serialization.registerClass(MinibatchStandardDeviation);
