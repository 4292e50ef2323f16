import * as tf from '@tensorflow/tfjs';

/** The fields of a SinusoidalPositions layer, as its config holds them. */
export interface SinusoidalPositionsConfig {
  /** The longest wave is 2π times this long. */
  base: number;
  /** Whether the input is multiplied by the square root of its width first. */
  scaleInput: boolean;
  name?: string;
}

/**
 * Adds fixed waves to every position of a sequence: y_t = x_t + P_t, or √d·x_t + P_t, with
 * P[t, 2i] = sin(t / base^(2i/d)) and P[t, 2i + 1] = cos(t / base^(2i/d)), t and i from 0. Shape
 * [batch, time, features] stays. Source: Vaswani et al., Attention Is All You Need, 2017, §3.5.
 */
export class SinusoidalPositions extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'SinusoidalPositions';
  private readonly base: number;
  private readonly scaleInput: boolean;
  /** The waves of the longest sequence yet, row by row, and how wide they are. */
  private waves = new Float32Array(0);
  private wavesWidth = 0;

  constructor(config: SinusoidalPositionsConfig) {
    super(config as { name?: string });
    this.base = config.base;
    this.scaleInput = config.scaleInput;
    this.supportsMasking = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor3D;
      const [, length, width] = x.shape;
      if (this.wavesWidth !== width || this.waves.length < length * width) {
        this.waves = waves(length, width, this.base);
        this.wavesWidth = width;
      }
      const positions = tf.tensor2d(this.waves.subarray(0, length * width), [length, width]);
      return tf.add(this.scaleInput ? tf.mul(x, Math.sqrt(width)) : x, positions);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), base: this.base, scaleInput: this.scaleInput };
  }
}

function waves(length: number, width: number, base: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(length * width);
  for (let column = 0; column < width; column++) {
    const frequency = base ** (-(column - (column % 2)) / width);
    const wave = column % 2 === 0 ? Math.sin : Math.cos;
    for (let position = 0; position < length; position++) {
      values[position * width + column] = wave(position * frequency);
    }
  }
  return values;
}

tf.serialization.registerClass(SinusoidalPositions);
