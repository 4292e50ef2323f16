import * as tf from '@tensorflow/tfjs';

/** The fields of a SeededDropout layer, as its config holds them. */
export interface SeededDropoutConfig {
  /** The share of values set to zero in training, from 0 to below 1. */
  rate: number;
  /** A whole number; the same seed draws the same masks in the same order. */
  seed: number;
  /** What is kept or dropped as one: every number for itself, whole channels, whole examples. */
  unit?: 'number' | 'channel' | 'example';
  name?: string;
}

/**
 * Dropout that draws a new mask on every training call, from a stream that its seed determines.
 * (The Dropout of tf.js, given a seed, repeats one mask for ever; given none, no run repeats.)
 * Shape stays. What is kept is scaled by 1/(1−rate), so that the mean stays too.
 */
export class SeededDropout extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'SeededDropout';
  private readonly rate: number;
  private readonly seed: number;
  private readonly unit: 'number' | 'channel' | 'example';
  /** How many masks have been drawn: saved and set again, a run goes on where it was. */
  position = 0;

  constructor(config: SeededDropoutConfig) {
    super(config as { name?: string });
    this.rate = config.rate;
    this.seed = config.seed;
    this.unit = config.unit ?? 'number';
    this.supportsMasking = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    if (!kwargs.training || this.rate === 0) return x.clone();
    const maskSeed = mix(mix(this.seed) + this.position);
    this.position += 1;
    const shape = x.shape.map((length, axis) =>
      this.unit === 'number' || axis === 0 || (this.unit === 'channel' && axis === x.rank - 1)
        ? length
        : 1,
    );
    return tf.dropout(x, this.rate, shape, maskSeed);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate, seed: this.seed, unit: this.unit };
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

tf.serialization.registerClass(SeededDropout);
