import * as tf from '@tensorflow/tfjs';

/** The fields of a SeededNoise layer, as its config holds them. */
export interface SeededNoiseConfig {
  /** The layer of Keras whose noise it is. */
  noise: 'alphaDropout' | 'gaussianDropout' | 'gaussianNoise';
  /** The rate of a dropout, from 0 to below 1; the standard deviation of Gaussian noise. */
  amount: number;
  /** A whole number; the same seed draws the same noise in the same order. */
  seed: number;
  name?: string;
}

/** Where SELU ends up far below 0: −λα. */
const saturation = -1.0507009873554805 * 1.6732632423543772;

/**
 * AlphaDropout, GaussianDropout or GaussianNoise with new noise on every training call, from a stream
 * that its seed determines; the layers of tf.js take no seed. Shape stays. Sources: Klambauer et al.,
 * Self-Normalizing Neural Networks, 2017; Srivastava et al., Dropout, 2014, §10.
 */
export class SeededNoise extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'SeededNoise';
  private readonly noise: SeededNoiseConfig['noise'];
  private readonly amount: number;
  private readonly seed: number;
  /** How often noise has been drawn: saved and set again, a run goes on where it was. */
  position = 0;

  constructor(config: SeededNoiseConfig) {
    super(config as { name?: string });
    this.noise = config.noise;
    this.amount = config.amount;
    this.seed = config.seed;
    this.supportsMasking = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    if (!kwargs.training || this.amount === 0) return x.clone();
    const seed = mix(mix(this.seed) + this.position);
    this.position += 1;
    return tf.tidy(() => this.disturb(x, seed));
  }

  private disturb(x: tf.Tensor, seed: number): tf.Tensor {
    const { amount } = this;
    if (this.noise === 'gaussianNoise') {
      return tf.add(x, tf.randomNormal(x.shape, 0, amount, 'float32', seed));
    }
    if (this.noise === 'gaussianDropout') {
      const deviation = Math.sqrt(amount / (1 - amount));
      return tf.mul(x, tf.randomNormal(x.shape, 1, deviation, 'float32', seed));
    }
    const draws = tf.randomUniform(x.shape, 0, 1, 'float32', seed);
    const kept = tf.cast(tf.greaterEqual(draws, amount), 'float32');
    // Brings mean and variance back to 0 and 1.
    const scale = ((1 - amount) * (1 + amount * saturation ** 2)) ** -0.5;
    const shift = -scale * saturation * amount;
    const dropped = tf.add(tf.mul(x, kept), tf.mul(tf.sub(1, kept), saturation));
    return tf.add(tf.mul(dropped, scale), shift);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { noise, amount, seed } = this;
    return { ...super.getConfig(), noise, amount, seed };
  }
}

/** Spreads neighbouring whole numbers over 1 … 2³². Source: the finalizer of MurmurHash3. */
function mix(value: number): number {
  let z = value | 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  // Zero would count as no seed.
  return ((z ^ (z >>> 16)) >>> 0) + 1;
}

tf.serialization.registerClass(SeededNoise);
