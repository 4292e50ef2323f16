import * as tf from '@tensorflow/tfjs';

/** The fields of an RmsNormalization layer, as its config holds them. */
export interface RmsNormalizationConfig {
  epsilon: number;
  /** Whether a learned number multiplies each channel. */
  scale: boolean;
  name?: string;
  trainable?: boolean;
}

/**
 * Divides by the root of the mean square over the last axis, then scales every channel; keeps the
 * shape [n,…,c]. Sources: Zhang & Sennrich, Root Mean Square Layer Normalization, 2019; without scale
 * the pixel normalisation of Karras et al., Progressive Growing of GANs, 2018, §4.2.
 */
export class RmsNormalization extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'RmsNormalization';
  private readonly epsilon: number;
  private readonly scale: boolean;
  private scaleWeight: tf.LayerVariable | null = null;

  constructor(config: RmsNormalizationConfig) {
    super(config as { name?: string });
    this.epsilon = config.epsilon;
    this.scale = config.scale;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = (inputShape as tf.Shape).at(-1) as number;
    if (this.scale) {
      this.scaleWeight = this.addWeight('scale', [channels], 'float32', tf.initializers.ones());
    }
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return inputShape as tf.Shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const meanSquare = tf.mean(tf.square(x), -1, true);
      const normal = tf.mul(x, tf.rsqrt(tf.add(meanSquare, this.epsilon)));
      return this.scaleWeight ? tf.mul(normal, this.scaleWeight.read()) : normal;
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), epsilon: this.epsilon, scale: this.scale };
  }
}

tf.serialization.registerClass(RmsNormalization);
