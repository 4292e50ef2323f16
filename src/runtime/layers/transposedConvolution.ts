import * as tf from '@tensorflow/tfjs';

/** The fields of a TransposedConvolution layer, as its config holds them. */
export interface TransposedConvolutionConfig {
  filters: number;
  /** A number for each axis: one for sequences, two for images, three for volumes. */
  kernelSize: number[];
  strides: number[];
  /** By rule, or what is cut off at both ends of each axis. */
  padding: 'valid' | 'same' | [number, number][];
  /** What is added at the end of each axis. */
  outputPadding: number[];
  dilationRate: number[];
  /** Divides the input channels and the filters; 1 when left out. */
  groups?: number;
  activation?: string;
  useBias?: boolean;
  kernelInitializer?: string | tf.serialization.ConfigDict;
  biasInitializer?: string | tf.serialization.ConfigDict;
  name?: string;
  trainable?: boolean;
}

/** What the convolution layers of tf.js share: they read the config that Keras writes. */
interface ConvolutionLayer extends tf.layers.Layer {
  readonly filters: number;
  readonly kernelSize: number[];
  readonly strides: number[];
  readonly dilationRate: number[];
  readonly useBias: boolean;
  readonly activation: { apply(x: tf.Tensor): tf.Tensor };
  readonly kernelInitializer: ReturnType<typeof tf.initializers.zeros>;
  readonly kernelRegularizer: ReturnType<typeof tf.regularizers.l2>;
  readonly kernelConstraint: ReturnType<typeof tf.constraints.nonNeg>;
  readonly biasInitializer: ReturnType<typeof tf.initializers.zeros>;
  readonly biasRegularizer: ReturnType<typeof tf.regularizers.l2>;
  readonly biasConstraint: ReturnType<typeof tf.constraints.nonNeg>;
}

/** One axis: its length when every stamp is whole, and the part of it that is the output. */
interface Extent {
  readonly full: number;
  readonly before: number;
  readonly length: number;
}

// tf.js exports its layers, but not the class that they extend.
const [conv2d] = tf.serialization.SerializationMap.getMap().classNameMap.Conv2D!;
const Convolution = Object.getPrototypeOf(conv2d) as new (
  rank: number,
  config: object,
) => ConvolutionLayer;

/**
 * Transposed convolution over one, two or three axes with what the layers of tf.js lack: padding by
 * number, output padding, dilation, and sequences. Along an axis of length N it gives
 * (N − 1)·S + D·(F − 1) + 1 − P₀ − P₁ + output padding; `same` gives S·N, `valid` at least S·N.
 * In groups each part of the input channels stamps its part of the output channels alone.
 * Shapes: [n,…,c] → [n,…,filters], kernel [k…,filters/groups,c] as in Keras, and in PyTorch with groups.
 * Source: Dumoulin & Visin, A Guide to Convolution Arithmetic for Deep Learning, §4.
 */
export class TransposedConvolution extends Convolution {
  /** The name under which the class is saved. */
  static readonly className = 'TransposedConvolution';
  private readonly cut: TransposedConvolutionConfig['padding'];
  private readonly outputPadding: number[];
  private readonly groups: number;
  private kernel: tf.LayerVariable | null = null;
  private bias: tf.LayerVariable | null = null;

  constructor(config: TransposedConvolutionConfig) {
    super(config.kernelSize.length, { ...config, padding: 'valid' });
    this.cut = config.padding;
    this.outputPadding = config.outputPadding;
    this.groups = config.groups ?? 1;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = (inputShape as tf.Shape).at(-1) as number;
    if (channels % this.groups !== 0 || this.filters % this.groups !== 0) {
      throw new Error(
        `${this.name}: ${this.groups} groups divide ${channels} channels and ${this.filters} filters unevenly.`,
      );
    }
    this.kernel = this.addWeight(
      'kernel',
      [...this.kernelSize, this.filters / this.groups, channels],
      'float32',
      this.kernelInitializer,
      this.kernelRegularizer,
      true,
      this.kernelConstraint,
    );
    if (this.useBias) {
      this.bias = this.addWeight(
        'bias',
        [this.filters],
        'float32',
        this.biasInitializer,
        this.biasRegularizer,
        true,
        this.biasConstraint,
      );
    }
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null, ...rest] = inputShape as tf.Shape;
    const sizes = rest.slice(0, -1);
    return [
      batch,
      ...sizes.map((size, axis) => (size === null ? null : this.extent(size, axis).length)),
      this.filters,
    ];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const extents = x.shape.slice(1, -1).map((size, axis) => this.extent(size, axis));
      const all = this.stampGroups(
        x,
        extents.map(({ full }) => full),
      );
      const linear = cutOut(all, extents);
      const biased = this.bias ? tf.add(linear, this.bias.read()) : linear;
      return this.activation.apply(biased);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { cut: padding, outputPadding, groups } = this;
    return { ...super.getConfig(), padding, outputPadding, groups };
  }

  private extent(size: number, axis: number): Extent {
    const stride = this.strides[axis] as number;
    const span = (this.dilationRate[axis] as number) * ((this.kernelSize[axis] as number) - 1) + 1;
    const full = (size - 1) * stride + span;
    const added = this.outputPadding[axis] as number;
    // Where stamps leave gaps between them, the last one has its gap too.
    const whole = Math.max(full, size * stride);
    if (this.cut === 'valid') return { full, before: 0, length: whole + added };
    if (this.cut === 'same') {
      const before = Math.floor(Math.max(span - stride, 0) / 2);
      return { full, before, length: size * stride + added };
    }
    const [before, after] = this.cut[axis] as [number, number];
    return { full, before, length: full - before - after + added };
  }

  /** Every input stamps the kernel of its group on the part of the output that belongs to that. */
  private stampGroups(x: tf.Tensor, sizes: number[]): tf.Tensor {
    const kernel = spreadTaps(this.kernel?.read() as tf.Tensor, this.dilationRate);
    // The gradient of a split into one part fails.
    if (this.groups === 1) return this.stamp(x, kernel, sizes);
    const kernels = tf.split(kernel, this.groups, -1);
    const parts = tf.split(x, this.groups, -1);
    return tf.concat(
      parts.map((part, group) => this.stamp(part, kernels[group] as tf.Tensor, sizes)),
      -1,
    );
  }

  /** Every input stamps the kernel, weighted, on an output large enough for all of it. */
  private stamp(x: tf.Tensor, kernel: tf.Tensor, sizes: number[]): tf.Tensor {
    const { strides } = this;
    const filters = this.filters / this.groups;
    const batch = x.shape[0] as number;
    if (x.rank === 5) {
      return tf.conv3dTranspose(
        x as tf.Tensor5D,
        kernel as tf.Tensor5D,
        [batch, ...sizes, filters] as [number, number, number, number, number],
        strides as [number, number, number],
        'valid',
      );
    }
    if (x.rank === 4) {
      return tf.conv2dTranspose(
        x as tf.Tensor4D,
        kernel as tf.Tensor4D,
        [batch, ...sizes, filters] as [number, number, number, number],
        strides as [number, number],
        'valid',
      );
    }
    const row = tf.conv2dTranspose(
      tf.expandDims(x, 1) as tf.Tensor4D,
      tf.expandDims(kernel, 0) as tf.Tensor4D,
      [batch, 1, sizes[0] as number, filters],
      [1, strides[0] as number],
      'valid',
    );
    return tf.squeeze(row, [1]);
  }
}

/** The given part of every axis between batch and channels; what lies past the end is zero. */
function cutOut(x: tf.Tensor, extents: readonly Extent[]): tf.Tensor {
  const missing = extents.map(({ full, before, length }): [number, number] => [
    0,
    Math.max(before + length - full, 0),
  ]);
  const long = missing.some(([, after]) => after > 0) ? tf.pad(x, [[0, 0], ...missing, [0, 0]]) : x;
  const starts = extents.map(({ before }) => before);
  const lengths = extents.map(({ length }) => length);
  return tf.slice(long, [0, ...starts, 0], [-1, ...lengths, -1]);
}

/** Puts dilation − 1 zeros between the taps of a kernel [k…,filters,c], axis by axis. */
function spreadTaps(kernel: tf.Tensor, dilation: readonly number[]): tf.Tensor {
  return dilation.reduce((taps, gap, axis) => {
    if (gap === 1) return taps;
    const size = taps.shape[axis] as number;
    const outer = taps.shape.slice(0, axis).reduce((product, length) => product * length, 1);
    const inner = taps.size / outer / size;
    const span = (size - 1) * gap + 1;
    const spread = tf.pad(tf.reshape(taps, [outer * size, 1, inner]), [
      [0, 0],
      [0, gap - 1],
      [0, 0],
    ]);
    const whole = tf.reshape(spread, [outer, size * gap, inner]);
    const shape = taps.shape.map((length, place) => (place === axis ? span : length));
    return tf.reshape(tf.slice(whole, [0, 0, 0], [outer, span, inner]), shape);
  }, kernel);
}

tf.serialization.registerClass(TransposedConvolution as never);
