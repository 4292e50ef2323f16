import * as tf from '@tensorflow/tfjs';

/** The fields of a GaussianNoiseSource layer, as its config holds them. */
export interface GaussianNoiseSourceConfig {
  /** Shape without the batch axis. */
  shape: readonly number[];
  /** The middle of the bell. */
  mean: number;
  /** The standard deviation. */
  stddev: number;
  /** Decides the noise of a run; left out, no run repeats. */
  seed?: number;
  name?: string;
}

/**
 * New Gaussian noise for every example on every call: any tensor [n,…] → [n,…shape]. Of what comes in
 * only the number of examples counts; tf.js runs no layer without an input.
 */
export class GaussianNoiseSource extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'GaussianNoiseSource';
  private readonly config: GaussianNoiseSourceConfig;
  /** How often training has drawn: saved and set again, a run goes on where it was. */
  position = 0;
  private looked = 0;

  constructor(config: GaussianNoiseSourceConfig) {
    super(config as { name?: string });
    this.config = config;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null] = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tf.Shape;
    return [batch, ...this.config.shape];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const like = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    const { shape, mean, stddev } = this.config;
    const seed = this.nextSeed(kwargs.training ?? false);
    return tf.randomNormal([like.shape[0] as number, ...shape], mean, stddev, 'float32', seed);
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

tf.serialization.registerClass(GaussianNoiseSource);
