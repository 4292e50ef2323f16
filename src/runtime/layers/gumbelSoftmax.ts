import * as tf from '@tensorflow/tfjs';

/** The fields of a GumbelSoftmax layer, as its config holds them. */
export interface GumbelSoftmaxConfig {
  /** Above 0: the lower, the closer a sample is to one choice. */
  temperature: number;
  /** Whether a sample is one choice alone, while gradients flow as if it were soft. */
  hard: boolean;
  /** What comes out when the network is used rather than trained: a sample too, or no noise. */
  prediction: 'sample' | 'noNoise';
  /** Decides the samples of a run; left out, no run repeats. */
  seed?: number;
  name?: string;
}

/**
 * Samples of a choice among c through which gradients flow: logits [n,…,c] →
 * softmax((logits + g)/temperature), g drawn anew from the Gumbel distribution on every call. Source:
 * Jang et al., Categorical Reparameterization with Gumbel-Softmax, 2017; Maddison et al., 2017.
 */
export class GumbelSoftmax extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'GumbelSoftmax';
  private readonly config: GumbelSoftmaxConfig;
  /** How often training has drawn: saved and set again, a run goes on where it was. */
  position = 0;
  private looked = 0;

  constructor(config: GumbelSoftmaxConfig) {
    super(config as { name?: string });
    this.config = config;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return inputShape as tf.Shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const logits = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const { temperature, hard, prediction } = this.config;
      const training = kwargs.training ?? false;
      const noisy = training || prediction === 'sample';
      const moved = noisy ? tf.add(logits, this.gumbel(logits.shape, training)) : logits;
      const soft = tf.softmax(tf.div(moved, temperature));
      return hard ? straightThrough(soft) : soft;
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...(this.config as object), ...super.getConfig() };
  }

  /** Noise whose largest sum with logits falls on each choice as often as softmax says. */
  private gumbel(shape: number[], training: boolean): tf.Tensor {
    // Neither end: the logarithms of 0 and of −log 1 are endless.
    const uniform = tf.randomUniform(
      shape,
      1e-20,
      1 - 2 ** -24,
      'float32',
      this.nextSeed(training),
    );
    return tf.neg(tf.log(tf.neg(tf.log(uniform))));
  }

  /** A seed for the next draw; in training and outside they come from streams of their own. */
  private nextSeed(training: boolean): number | undefined {
    const { seed } = this.config;
    if (seed === undefined) return undefined;
    return training ? mix(mix(seed) + this.position++) : mix(mix(~seed) + this.looked++);
  }
}

/** The largest number of each row made 1 and the others 0; gradients pass as if nothing had happened. */
function straightThrough(soft: tf.Tensor): tf.Tensor {
  const choices = soft.shape.at(-1) as number;
  // tf.oneHot refuses a single choice, and there the sample is 1 already.
  if (choices === 1) return soft;
  const choose = tf.customGrad((x) => {
    const value = tf.cast(tf.oneHot(tf.argMax(x as tf.Tensor, -1), choices), 'float32');
    return { value, gradFunc: (dy: tf.Tensor) => dy };
  });
  return choose(soft);
}

/** Spreads neighbouring whole numbers over 1 … 2³². Source: the finalizer of MurmurHash3. */
function mix(value: number): number {
  let z = value | 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  // Zero would count as no seed.
  return ((z ^ (z >>> 16)) >>> 0) + 1;
}

tf.serialization.registerClass(GumbelSoftmax);
