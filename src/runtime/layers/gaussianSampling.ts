import * as tf from '@tensorflow/tfjs';

/** The fields of a GaussianSampling layer, as its config holds them. */
export interface GaussianSamplingConfig {
  /** What comes out when the network is used rather than trained: a sample too, or the mean. */
  prediction: 'sample' | 'mean';
  /** Decides the samples of a run; left out, no run repeats. */
  seed?: number;
  name?: string;
}

/**
 * Samples of Gaussians through which gradients flow: mean [n,…] and logarithm of the variance [n,…] →
 * mean + exp(logVariance/2)·ε, ε drawn anew on every call. Source: Kingma & Welling, Auto-Encoding
 * Variational Bayes, 2014, §2.4.
 */
export class GaussianSampling extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'GaussianSampling';
  private readonly config: GaussianSamplingConfig;
  /** How often training has drawn: saved and set again, a run goes on where it was. */
  position = 0;
  private looked = 0;

  constructor(config: GaussianSamplingConfig) {
    super(config as { name?: string });
    this.config = config;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [mean = [], logVariance = []] = inputShape as tf.Shape[];
    return mean.map((length, axis) => length ?? logVariance[axis] ?? null);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const [mean, logVariance] = inputs as [tf.Tensor, tf.Tensor];
      const training = kwargs.training ?? false;
      if (!training && this.config.prediction === 'mean') return tf.clone(mean);
      const seed = this.nextSeed(training);
      const noise = tf.randomNormal(mean.shape, 0, 1, 'float32', seed);
      return tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), noise));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...(this.config as object), ...super.getConfig() };
  }

  /** A seed for the next draw; in training and outside they come from streams of their own. */
  private nextSeed(training: boolean): number | undefined {
    const { seed } = this.config;
    if (seed === undefined) return undefined;
    return training ? mix(mix(seed) + this.position++) : mix(mix(~seed) + this.looked++);
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

tf.serialization.registerClass(GaussianSampling);
