import * as tf from '@tensorflow/tfjs';

/** The fields of a Maxout layer, as its config holds them. */
export interface MaxoutConfig {
  /** Channels that compete for one output. */
  pieces: number;
  name?: string;
}

/**
 * The largest of every `pieces` neighbouring channels; shape [n,…,c] → [n,…,c/pieces].
 * Source: Goodfellow et al., Maxout Networks, 2013.
 */
export class Maxout extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'Maxout';
  private readonly pieces: number;

  constructor(config: MaxoutConfig) {
    super(config as { name?: string });
    this.pieces = config.pieces;
    this.supportsMasking = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = inputShape as tf.Shape;
    const channels = shape[shape.length - 1] ?? null;
    return [...shape.slice(0, -1), channels === null ? null : channels / this.pieces];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const units = (x.shape[x.rank - 1] as number) / this.pieces;
      const groups = tf.reshape(x, [x.size / (units * this.pieces), units, this.pieces]);
      return tf.reshape(tf.max(groups, 2), [...x.shape.slice(0, -1), units]);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), pieces: this.pieces };
  }
}

tf.serialization.registerClass(Maxout);
