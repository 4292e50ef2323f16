import * as tf from '@tensorflow/tfjs';

/** The fields of a DilatedDepthwiseConv2D layer, as its config holds them. */
export interface DilatedDepthwiseConv2DConfig {
  kernelSize: [number, number];
  strides: [number, number];
  padding: 'valid' | 'same';
  dilationRate: [number, number];
  /** Filters for each input channel. */
  depthMultiplier: number;
  activation?: string;
  useBias?: boolean;
  depthwiseInitializer?: string | tf.serialization.ConfigDict;
  biasInitializer?: string | tf.serialization.ConfigDict;
  name?: string;
  trainable?: boolean;
}

/** The parts of tf.js's DepthwiseConv2D that a call uses. */
interface DepthwiseLayer extends tf.layers.Layer {
  readonly depthwiseKernel: tf.LayerVariable;
  readonly bias: tf.LayerVariable | null;
  readonly kernelSize: [number, number];
  readonly strides: [number, number];
  readonly padding: 'valid' | 'same';
  readonly dilationRate: [number, number];
  readonly depthMultiplier: number;
  readonly activation: { apply(x: tf.Tensor): tf.Tensor };
}

const [shipped] = tf.serialization.SerializationMap.getMap().classNameMap.DepthwiseConv2D!;
const DepthwiseConv2D = shipped as unknown as new (
  config: DilatedDepthwiseConv2DConfig,
) => DepthwiseLayer;

/**
 * Depthwise convolution with gaps between the taps of its kernels; the layer of tf.js takes a dilation
 * and leaves it out. Strides are 1 where it dilates.
 * Shapes: [n,h,w,c] → [n,h′,w′,c·depthMultiplier], kernel [kh,kw,c,depthMultiplier].
 * Source: Chen et al., Encoder-Decoder with Atrous Separable Convolution, 2018.
 */
export class DilatedDepthwiseConv2D extends DepthwiseConv2D {
  /** The name under which the class is saved. */
  static readonly className = 'DilatedDepthwiseConv2D';

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null, height = null, width = null, channels = null] = inputShape as tf.Shape;
    return [
      batch,
      this.places(height, 0),
      this.places(width, 1),
      channels === null ? null : channels * this.depthMultiplier,
    ];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const kernel = this.depthwiseKernel.read() as tf.Tensor4D;
      const { strides, padding, dilationRate } = this;
      const linear = tf.depthwiseConv2d(x, kernel, strides, padding, 'NHWC', dilationRate);
      const biased = this.bias ? tf.add(linear, this.bias.read()) : linear;
      return this.activation.apply(biased);
    });
  }

  private places(size: number | null, axis: 0 | 1): number | null {
    if (size === null) return null;
    const span = this.dilationRate[axis] * (this.kernelSize[axis] - 1) + 1;
    const room = this.padding === 'same' ? size : size - span + 1;
    return Math.ceil(room / this.strides[axis]);
  }
}

tf.serialization.registerClass(DilatedDepthwiseConv2D as never);
