import * as tf from '@tensorflow/tfjs';

type Initializer = ReturnType<typeof tf.initializers.zeros>;

/** The fields of a SpatiallyAdaptiveNormalization layer, as its config holds them. */
export interface SpatiallyAdaptiveNormalizationConfig {
  /** Features of the convolution that reads the map. */
  filters: number;
  /** Height and width of every kernel. */
  kernelSize: [number, number];
  /** Whether mean and variance are those of the batch (with moving averages) or of each example. */
  normalization: 'batch' | 'instance';
  epsilon: number;
  /** How slowly the moving averages follow the batches. */
  momentum: number;
  kernelInitializer?: string | tf.serialization.ConfigDict;
  name?: string;
  trainable?: boolean;
}

/**
 * Normalises each channel, then scales and shifts every position by what convolutions make of a map:
 * y = (1 + γ(m))·(x − μ)/σ + β(m). The map is resized to the picture (nearest), read by one
 * convolution with ReLU, and turned into γ and β by one each.
 *
 * Inputs: x [n,h,w,c] and map [n,H,W,l]. Output as x. Source: Park et al., Semantic Image Synthesis
 * with Spatially-Adaptive Normalization (SPADE), 2019, §3 and its published code.
 */
export class SpatiallyAdaptiveNormalization extends tf.layers.Layer {
  /** The name under which the class is saved. */
  static readonly className = 'SpatiallyAdaptiveNormalization';
  private readonly config: SpatiallyAdaptiveNormalizationConfig;
  private readonly kernels: Record<string, tf.LayerVariable> = {};
  private movingMean: tf.LayerVariable | null = null;
  private movingVariance: tf.LayerVariable | null = null;

  constructor(config: SpatiallyAdaptiveNormalizationConfig) {
    super(config as { name?: string });
    this.config = config;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const [x = [], map = []] = inputShape as tf.Shape[];
    const channels = x.at(-1) as number;
    const { filters, kernelSize, normalization, kernelInitializer } = this.config;
    const sizes: [string, number, number][] = [
      ['shared', map.at(-1) as number, filters],
      ['gamma', filters, channels],
      ['beta', filters, channels],
    ];
    for (const [name, from, to] of sizes) {
      const initializer = readInitializer(kernelInitializer ?? 'glorotUniform');
      this.kernels[`${name}_kernel`] = this.addWeight(
        `${name}_kernel`,
        [...kernelSize, from, to],
        'float32',
        initializer,
      );
      const zeros = tf.initializers.zeros();
      this.kernels[`${name}_bias`] = this.addWeight(`${name}_bias`, [to], 'float32', zeros);
    }
    if (normalization === 'batch') {
      this.movingMean = this.statistic('moving_mean', channels, tf.initializers.zeros());
      this.movingVariance = this.statistic('moving_variance', channels, tf.initializers.ones());
    }
    super.build(inputShape);
  }

  private statistic(name: string, channels: number, initializer: Initializer): tf.LayerVariable {
    return this.addWeight(name, [channels], 'float32', initializer, undefined, false);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return (inputShape as tf.Shape[])[0] as tf.Shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const [x, map] = inputs as [tf.Tensor4D, tf.Tensor4D];
      // A frozen layer keeps to its averages, as a frozen batch normalization does.
      const { mean, variance } = this.moments(x, (kwargs.training ?? false) && this.trainable);
      const normal = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, this.config.epsilon)));
      const [, height, width] = x.shape;
      const resized = tf.image.resizeNearestNeighbor(map, [height, width]);
      const read = tf.relu(this.convolve(resized, 'shared'));
      const scaled = tf.mul(normal, tf.add(this.convolve(read, 'gamma'), 1));
      return tf.add(scaled, this.convolve(read, 'beta'));
    });
  }

  private convolve(x: tf.Tensor4D, name: string): tf.Tensor4D {
    const kernel = this.kernels[`${name}_kernel`]?.read() as tf.Tensor4D;
    const bias = this.kernels[`${name}_bias`]?.read() as tf.Tensor1D;
    return tf.add(tf.conv2d(x, kernel, 1, 'same'), bias);
  }

  /** Mean and variance that x is normalised with, in shapes that broadcast to it. */
  private moments(x: tf.Tensor4D, training: boolean): { mean: tf.Tensor; variance: tf.Tensor } {
    const { movingMean, movingVariance } = this;
    if (!movingMean || !movingVariance) return tf.moments(x, [1, 2], true);
    if (!training) return { mean: movingMean.read(), variance: movingVariance.read() };
    const found = tf.moments(x, [0, 1, 2]);
    const follow = (average: tf.LayerVariable, value: tf.Tensor): void => {
      const { momentum } = this.config;
      const kept = tf.mul(average.read(), momentum);
      average.write(tf.add(kept, tf.mul(value, 1 - momentum)));
    };
    tf.tidy(() => {
      follow(movingMean, found.mean);
      follow(movingVariance, found.variance);
    });
    return found;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.config as object) };
  }
}

/** An initializer from its name or its saved form, read as the layers of tf.js read theirs. */
function readInitializer(config: string | tf.serialization.ConfigDict): Initializer {
  const args = { units: 1, kernelInitializer: config } as Parameters<typeof tf.layers.dense>[0];
  return (tf.layers.dense(args) as unknown as { kernelInitializer: Initializer }).kernelInitializer;
}

tf.serialization.registerClass(SpatiallyAdaptiveNormalization);
