import * as tf from '@tensorflow/tfjs';

type Initializer = ReturnType<typeof tf.initializers.zeros>;

/** The fields of an AdaptiveInstanceNormalization layer, as its config holds them. */
export interface AdaptiveInstanceNormalizationConfig {
  epsilon: number;
  /** How the weights that read a style vector start. */
  kernelInitializer?: string | tf.serialization.ConfigDict;
  name?: string;
  trainable?: boolean;
}

/**
 * Brings each channel of each example to mean 0 and variance 1 over its positions, then gives it the
 * scale and shift of a style.
 *
 * Inputs: x [n,…,c] and a style. A style vector [n,s] goes through a learned affine map to c scales
 * (added to 1) and c shifts; a style that is itself a feature map [n,…,c] lends the standard deviation
 * and mean of each of its channels, and there are no weights. Output as x.
 * Sources: Karras et al., A Style-Based Generator Architecture for GANs, 2019, eq. 1; Huang &
 * Belongie, Arbitrary Style Transfer in Real-time with Adaptive Instance Normalization, 2017, eq. 8.
 */
export class AdaptiveInstanceNormalization extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'AdaptiveInstanceNormalization';
  private readonly epsilon: number;
  private readonly kernelInitializer: string | tf.serialization.ConfigDict;
  private kernel: tf.LayerVariable | null = null;
  private bias: tf.LayerVariable | null = null;

  constructor(config: AdaptiveInstanceNormalizationConfig) {
    super(config as { name?: string });
    this.epsilon = config.epsilon;
    this.kernelInitializer = config.kernelInitializer ?? 'glorotUniform';
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const [x = [], style = []] = inputShape as tf.Shape[];
    if (style.length === 2) {
      const width = 2 * (x.at(-1) as number);
      const kernel = readInitializer(this.kernelInitializer);
      this.kernel = this.addWeight('kernel', [style[1] as number, width], 'float32', kernel);
      this.bias = this.addWeight('bias', [width], 'float32', tf.initializers.zeros());
    }
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return (inputShape as tf.Shape[])[0] as tf.Shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [x, style] = inputs as [tf.Tensor, tf.Tensor];
      const { mean, deviation } = this.statistics(x);
      const normal = tf.div(tf.sub(x, mean), deviation);
      if (!this.kernel || !this.bias) {
        const wanted = this.statistics(style);
        return tf.add(tf.mul(normal, alike(wanted.deviation, x)), alike(wanted.mean, x));
      }
      const read = tf.matMul(style as tf.Tensor2D, this.kernel.read() as tf.Tensor2D);
      const [scale, shift] = tf.split(tf.add(read, this.bias.read()), 2, 1) as [
        tf.Tensor,
        tf.Tensor,
      ];
      return tf.add(tf.mul(normal, alike(tf.add(scale, 1), x)), alike(shift, x));
    });
  }

  /** Mean and standard deviation of each channel over its positions. */
  private statistics(x: tf.Tensor): { mean: tf.Tensor; deviation: tf.Tensor } {
    const positions = x.shape.slice(1, -1).map((_, index) => index + 1);
    const { mean, variance } = tf.moments(x, positions, true);
    return { mean, deviation: tf.sqrt(tf.add(variance, this.epsilon)) };
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { epsilon, kernelInitializer } = this;
    return { ...super.getConfig(), epsilon, kernelInitializer };
  }
}

/** Numbers [n,c] or [n,1,…,c] in as many axes as x has, one for each of its channels. */
function alike(numbers: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const last = x.rank - 1;
  return tf.reshape(
    numbers,
    x.shape.map((length, axis) => (axis === 0 || axis === last ? length : 1)),
  );
}

/** An initializer from its name or its saved form, read as the layers of tf.js read theirs. */
function readInitializer(config: string | tf.serialization.ConfigDict): Initializer {
  const args = { units: 1, kernelInitializer: config } as Parameters<typeof tf.layers.dense>[0];
  return (tf.layers.dense(args) as unknown as { kernelInitializer: Initializer }).kernelInitializer;
}

tf.serialization.registerClass(AdaptiveInstanceNormalization);
