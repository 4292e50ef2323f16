import * as tf from '@tensorflow/tfjs';
import {
  type ConvolutionAttributes,
  convolutionGeometry,
  type ExplicitPadding,
} from './convolutionGeometry';

/**
 * The filter gradient of a 2-D convolution on WASM, which tf.js 4.22 lacks (tfjs#8474).
 *
 * It is itself a convolution, and so runs on XNNPACK: the input with batch and channels swapped,
 * convolved with the output gradient as the kernel, strides turned into dilations.
 * Shapes: x [n,h,w,c], dy [n,oh,ow,m] → [kh,kw,c,m].
 */
export const conv2dBackpropFilter: tf.KernelConfig = {
  kernelName: 'Conv2DBackpropFilter',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs }) => {
    const attributes = attrs as unknown as ConvolutionAttributes;
    return filterGradient(
      inputs.x as tf.Tensor4D,
      inputs.dy as tf.Tensor4D,
      attributes.filterShape as [number, number, number, number],
      attributes,
    );
  },
};

function filterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  filterShape: [number, number, number, number],
  attributes: ConvolutionAttributes,
): tf.Tensor4D {
  const [filterHeight, filterWidth] = filterShape;
  const geometry = convolutionGeometry(x.shape, filterShape, attributes, false);
  const { strideHeight, strideWidth, padTop, padLeft } = geometry;
  const [batchSize, height, width, channels] = x.shape;
  const [, outHeight, outWidth] = dy.shape;
  const rows = usedExtent(height, outHeight, strideHeight, filterHeight, padTop);
  const columns = usedExtent(width, outWidth, strideWidth, filterWidth, padLeft);
  const pad: ExplicitPadding = [
    [0, 0],
    [padTop, rows.padding],
    [padLeft, columns.padding],
    [0, 0],
  ];
  return tf.tidy(() => {
    const used =
      rows.size < height || columns.size < width
        ? tf.slice(x, [0, 0, 0, 0], [batchSize, rows.size, columns.size, channels])
        : x;
    const swapped = tf.transpose(used, [3, 1, 2, 0]);
    const kernel = tf.transpose(dy, [1, 2, 0, 3]);
    const taps = tf.conv2d(swapped, kernel, 1, pad, 'NHWC', [strideHeight, strideWidth]);
    const gradient = tf.transpose(taps, [1, 2, 0, 3]);
    return rows.excess > 0 || columns.excess > 0
      ? tf.slice(gradient, [0, 0, 0, 0], filterShape)
      : gradient;
  });
}

/**
 * How much of an axis the windows reach: what lies past the last window is cut off, or padded up to
 * it. Windows that all lie in the padding before the axis leave taps in excess, to be dropped.
 */
function usedExtent(
  size: number,
  windows: number,
  stride: number,
  filter: number,
  padBefore: number,
): { size: number; padding: number; excess: number } {
  const reached = (windows - 1) * stride + filter - padBefore;
  const used = Math.min(size, Math.max(1, reached));
  return {
    size: used,
    padding: Math.max(0, reached - size),
    excess: used - Math.min(used, reached),
  };
}
