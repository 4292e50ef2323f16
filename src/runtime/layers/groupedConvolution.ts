import * as tf from '@tensorflow/tfjs';

/** The fields of a GroupedConvolution layer, as its config holds them. */
export interface GroupedConvolutionConfig {
  filters: number;
  /** A number for each axis: one for sequences, two for images, three for volumes. */
  kernelSize: number[];
  strides: number[];
  padding: 'valid' | 'same';
  dilationRate: number[];
  /** Divides the input channels and the filters. */
  groups: number;
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
  readonly padding: 'valid' | 'same';
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

// tf.js exports its layers, but not the class that they extend.
const [conv2d] = tf.serialization.SerializationMap.getMap().classNameMap.Conv2D!;
const Convolution = Object.getPrototypeOf(conv2d) as new (
  rank: number,
  config: GroupedConvolutionConfig,
) => ConvolutionLayer;

/**
 * Convolution in groups over one, two or three axes: each part of the output channels sees its part of
 * the input channels alone. The layers of tf.js ignore groups; and over three axes they shift the
 * window where the padding is "same" and a stride is longer than the kernel.
 * Shapes: [n,…,c] → [n,…,filters], kernel [k…,c/groups,filters] as in Keras.
 * Source: Krizhevsky et al., 2012 (AlexNet); Xie et al., Aggregated Residual Transformations, 2017.
 */
export class GroupedConvolution extends Convolution {
  /** The name under which the class is saved. */
  static readonly className = 'GroupedConvolution';
  private readonly groups: number;
  private kernel: tf.LayerVariable | null = null;
  private bias: tf.LayerVariable | null = null;

  constructor(config: GroupedConvolutionConfig) {
    super(config.kernelSize.length, config);
    this.groups = config.groups;
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
      [...this.kernelSize, channels / this.groups, this.filters],
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

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const kernel = this.kernel?.read() as tf.Tensor;
      const linear = this.isDepthwise(x) ? this.depthwise(x, kernel) : this.byGroup(x, kernel);
      const biased = this.bias ? tf.add(linear, this.bias.read()) : linear;
      return this.activation.apply(biased);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), groups: this.groups };
  }

  private byGroup(x: tf.Tensor, kernel: tf.Tensor): tf.Tensor {
    // The gradient of a split into one part fails.
    if (this.groups === 1) return this.convolve(x, kernel);
    const kernels = tf.split(kernel, this.groups, -1);
    const parts = tf.split(x, this.groups, -1);
    return tf.concat(
      parts.map((part, group) => this.convolve(part, kernels[group] as tf.Tensor)),
      -1,
    );
  }

  private convolve(x: tf.Tensor, kernel: tf.Tensor): tf.Tensor {
    const { strides, padding, dilationRate } = this;
    if (x.rank === 3) {
      return tf.conv1d(
        x as tf.Tensor3D,
        kernel as tf.Tensor3D,
        strides[0] as number,
        padding,
        'NWC',
        dilationRate[0] as number,
      );
    }
    if (x.rank === 4) {
      return tf.conv2d(
        x as tf.Tensor4D,
        kernel as tf.Tensor4D,
        strides as [number, number],
        padding,
        'NHWC',
        dilationRate as [number, number],
      );
    }
    return tf.conv3d(
      (padding === 'same' ? this.padVolume(x) : x) as tf.Tensor5D,
      kernel as tf.Tensor5D,
      strides as [number, number, number],
      'valid',
      'NDHWC',
      dilationRate as [number, number, number],
    );
  }

  /** Zeros around a volume for padding "same"; none, where tf.js takes a negative number of them. */
  private padVolume(x: tf.Tensor): tf.Tensor {
    const around = this.kernelSize.map((size, axis): [number, number] => {
      const stride = this.strides[axis] as number;
      const span = (this.dilationRate[axis] as number) * (size - 1) + 1;
      const length = x.shape[axis + 1] as number;
      const total = Math.max((Math.ceil(length / stride) - 1) * stride + span - length, 0);
      return [Math.floor(total / 2), Math.ceil(total / 2)];
    });
    return tf.pad(x, [[0, 0], ...around, [0, 0]]);
  }

  /** One channel in each group of an image: there is one operation for all of them. */
  private isDepthwise(x: tf.Tensor): x is tf.Tensor4D {
    return x.rank === 4 && x.shape[3] === this.groups && this.groups > 1;
  }

  private depthwise(x: tf.Tensor4D, kernel: tf.Tensor): tf.Tensor {
    const [height = 1, width = 1] = this.kernelSize;
    const filters = tf.reshape(kernel, [height, width, this.groups, this.filters / this.groups]);
    return tf.depthwiseConv2d(
      x,
      filters as tf.Tensor4D,
      this.strides as [number, number],
      this.padding,
      'NHWC',
      this.dilationRate as [number, number],
    );
  }
}

tf.serialization.registerClass(GroupedConvolution as never);
