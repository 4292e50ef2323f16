import * as tf from '@tensorflow/tfjs';

/** The fields of a GroupNormalization layer, as its config holds them. */
export interface GroupNormalizationConfig {
  /** Into how many groups the channels are divided; −1 makes each channel a group (instance norm). */
  groups: number;
  epsilon: number;
  /** Whether a learned β is added. */
  center: boolean;
  /** Whether a learned γ multiplies. */
  scale: boolean;
  name?: string;
  trainable?: boolean;
}

/**
 * Brings each group of channels of each example to mean 0 and variance 1 over all its positions, then
 * scales and shifts every channel; keeps the shape [n,…,c]. Sources: Wu & He, Group Normalization,
 * 2018; the layer GroupNormalization of Keras, whose weights it takes.
 */
export class GroupNormalization extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'GroupNormalization';
  private readonly groups: number;
  private readonly epsilon: number;
  private readonly center: boolean;
  private readonly scale: boolean;
  private gamma: tf.LayerVariable | null = null;
  private beta: tf.LayerVariable | null = null;

  constructor(config: GroupNormalizationConfig) {
    super(config as { name?: string });
    this.groups = config.groups;
    this.epsilon = config.epsilon;
    this.center = config.center;
    this.scale = config.scale;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = (inputShape as tf.Shape).at(-1) as number;
    if (this.scale) {
      this.gamma = this.addWeight('gamma', [channels], 'float32', tf.initializers.ones());
    }
    if (this.center) {
      this.beta = this.addWeight('beta', [channels], 'float32', tf.initializers.zeros());
    }
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return inputShape as tf.Shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const channels = x.shape.at(-1) as number;
      const groups = this.groups === -1 ? channels : this.groups;
      const positions = x.shape.slice(1, -1).reduce((product, length) => product * length, 1);
      const grouped = tf.reshape(x, [x.shape[0] as number, positions, groups, channels / groups]);
      const { mean, variance } = tf.moments(grouped, [1, 3], true);
      const normal = tf.mul(tf.sub(grouped, mean), tf.rsqrt(tf.add(variance, this.epsilon)));
      let y: tf.Tensor = tf.reshape(normal, x.shape);
      if (this.gamma) y = tf.mul(y, this.gamma.read());
      if (this.beta) y = tf.add(y, this.beta.read());
      return y;
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { groups, epsilon, center, scale } = this;
    return { ...super.getConfig(), groups, epsilon, center, scale };
  }
}

tf.serialization.registerClass(GroupNormalization);
