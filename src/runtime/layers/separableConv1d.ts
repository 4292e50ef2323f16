import * as tf from '@tensorflow/tfjs';

/** The fields of a SeparableConv1D layer, as its config holds them. */
export interface SeparableConv1DConfig {
  filters: number;
  kernelSize: [number];
  strides: [number];
  padding: 'valid' | 'same';
  dilationRate: [number];
  /** Filters for each input channel between the two convolutions. */
  depthMultiplier: number;
  activation?: string;
  useBias?: boolean;
  depthwiseInitializer?: string | tf.serialization.ConfigDict;
  pointwiseInitializer?: string | tf.serialization.ConfigDict;
  depthwiseRegularizer?: tf.serialization.ConfigDict | null;
  pointwiseRegularizer?: tf.serialization.ConfigDict | null;
  biasRegularizer?: tf.serialization.ConfigDict | null;
  depthwiseConstraint?: tf.serialization.ConfigDict | null;
  pointwiseConstraint?: tf.serialization.ConfigDict | null;
  biasInitializer?: string | tf.serialization.ConfigDict;
  name?: string;
  trainable?: boolean;
}

/** The parts of tf.js's separable convolution that a call uses. */
interface SeparableLayer extends tf.layers.Layer {
  readonly depthwiseKernel: tf.LayerVariable;
  readonly pointwiseKernel: tf.LayerVariable;
  readonly bias: tf.LayerVariable | null;
  readonly depthMultiplier: number;
  readonly strides: [number];
  readonly padding: 'valid' | 'same';
  readonly dilationRate: [number];
  readonly activation: { apply(x: tf.Tensor): tf.Tensor };
}

// tf.js has the weights of a separable convolution over one axis, but not its call.
const [separableConv2d] = tf.serialization.SerializationMap.getMap().classNameMap.SeparableConv2D!;
const SeparableConvolution = Object.getPrototypeOf(separableConv2d) as new (
  rank: number,
  config: SeparableConv1DConfig,
) => SeparableLayer;

/**
 * Filters each channel of a sequence by itself, then mixes the channels at every step.
 * Shapes: [n,l,c] → [n,l′,filters], kernels [k,c,depthMultiplier] and [1,c·depthMultiplier,filters].
 * Source: the layer SeparableConv1D of Keras.
 */
export class SeparableConv1D extends SeparableConvolution {
  /** The name under which the class is saved. */
  static readonly className = 'SeparableConv1D';

  constructor(config: SeparableConv1DConfig) {
    super(1, config);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor3D;
      // A sequence is an image with one row; depthwise strides are the same along both axes there.
      const row = tf.separableConv2d(
        tf.expandDims(x, 1) as tf.Tensor4D,
        tf.expandDims(this.depthwiseKernel.read(), 0) as tf.Tensor4D,
        tf.expandDims(this.pointwiseKernel.read(), 0) as tf.Tensor4D,
        [this.strides[0], this.strides[0]],
        this.padding,
        [1, this.dilationRate[0]],
        'NHWC',
      );
      const linear = tf.squeeze(row, [1]);
      const biased = this.bias ? tf.add(linear, this.bias.read()) : linear;
      return this.activation.apply(biased);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), depthMultiplier: this.depthMultiplier };
  }
}

tf.serialization.registerClass(SeparableConv1D as never);
