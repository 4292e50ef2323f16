import * as tf from '@tensorflow/tfjs';
import { gradientDepth } from './nestedGradient';

/** The parts of tf.js's Conv layers that their call uses. */
interface ConvolutionLayer extends tf.layers.Layer {
  readonly rank: number;
  readonly kernel: tf.LayerVariable;
  readonly bias: tf.LayerVariable | null;
  readonly activation: { apply(x: tf.Tensor): tf.Tensor };
  readonly strides: [number, number];
  readonly padding: 'valid' | 'same';
  readonly dataFormat: 'channelsLast' | 'channelsFirst';
  readonly dilationRate: [number, number];
}

/**
 * Layers conv2d in training: tf.js fuses kernel and bias into one operation whose gradient refuses
 * dilation and always computes the input's gradient, even of the first layer, where nobody asks
 * for it (a tenth of LeNet-5's step). While a gradient is taken the layer runs unfused instead.
 */
export function correctConvolutionLayers(): void {
  const layer = tf.layers.conv2d({ filters: 1, kernelSize: 1 });
  const prototype = Object.getPrototypeOf(Object.getPrototypeOf(layer)) as tf.layers.Layer;
  const fusedCall = prototype.call;
  prototype.call = function (this: ConvolutionLayer, inputs, kwargs) {
    if (this.rank !== 2 || this.dataFormat === 'channelsFirst' || gradientDepth() === 0) {
      return fusedCall.call(this, inputs, kwargs);
    }
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const kernel = this.kernel.read() as tf.Tensor4D;
      const linear = tf.conv2d(x, kernel, this.strides, this.padding, 'NHWC', this.dilationRate);
      const biased = this.bias ? tf.add(linear, this.bias.read()) : linear;
      return this.activation ? this.activation.apply(biased) : biased;
    });
  } as tf.layers.Layer['call'];
}
