import * as tf from '@tensorflow/tfjs';

type Initializer = ReturnType<typeof tf.initializers.zeros>;

/** The fields of a NoiseInjection layer, as its config holds them. */
export interface NoiseInjectionConfig {
  /** Whether there is noise when the network is used rather than trained. */
  prediction: 'noise' | 'none';
  scaleInitializer?: string | tf.serialization.ConfigDict;
  /** Decides the noise of a run; left out, no run repeats. */
  seed?: number;
  name?: string;
}

/**
 * Adds Gaussian noise, the same for all channels of a place, times a learned number for every channel;
 * shape [n,…,c] stays. Source: Karras et al., A Style-Based Generator Architecture for Generative
 * Adversarial Networks, 2019, §2.
 */
export class NoiseInjection extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'NoiseInjection';
  private readonly config: NoiseInjectionConfig;
  private scale: tf.LayerVariable | null = null;
  /** How often training has drawn: saved and set again, a run goes on where it was. */
  position = 0;
  private looked = 0;

  constructor(config: NoiseInjectionConfig) {
    super(config as { name?: string });
    this.config = config;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = (inputShape as tf.Shape).at(-1) as number;
    const initializer = readInitializer(this.config.scaleInitializer ?? 'zeros');
    this.scale = this.addWeight('scale', [channels], 'float32', initializer);
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return inputShape as tf.Shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const training = kwargs.training ?? false;
      if (!training && this.config.prediction === 'none') return tf.clone(x);
      const channels = x.shape.at(-1) as number;
      const places = x.size / channels;
      const noise = tf.randomNormal([places, 1], 0, 1, 'float32', this.nextSeed(training));
      const scaled = tf.mul(noise, this.scale?.read() as tf.Tensor);
      return tf.add(x, tf.reshape(scaled, x.shape));
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

/** tf.js reads initializers from configs but does not export how; a layer that takes one does it. */
function readInitializer(config: string | tf.serialization.ConfigDict): Initializer {
  const args = { units: 1, kernelInitializer: config } as Parameters<typeof tf.layers.dense>[0];
  return (tf.layers.dense(args) as unknown as { kernelInitializer: Initializer }).kernelInitializer;
}

/** Spreads neighbouring whole numbers over 1 … 2³². Source: the finalizer of MurmurHash3. */
function mix(value: number): number {
  let z = value | 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  // Zero would count as no seed.
  return ((z ^ (z >>> 16)) >>> 0) + 1;
}

tf.serialization.registerClass(NoiseInjection);
