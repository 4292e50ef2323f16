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
  // Rows and columns past the last window take no part: cut them off, or pad up to the last window.
  const spareRows = height - ((outHeight - 1) * strideHeight + filterHeight - padTop);
  const spareColumns = width - ((outWidth - 1) * strideWidth + filterWidth - padLeft);
  const pad: ExplicitPadding = [
    [0, 0],
    [padTop, Math.max(0, -spareRows)],
    [padLeft, Math.max(0, -spareColumns)],
    [0, 0],
  ];
  return tf.tidy(() => {
    const used =
      spareRows > 0 || spareColumns > 0
        ? tf.slice(
            x,
            [0, 0, 0, 0],
            [
              batchSize,
              height - Math.max(0, spareRows),
              width - Math.max(0, spareColumns),
              channels,
            ],
          )
        : x;
    const swapped = tf.transpose(used, [3, 1, 2, 0]);
    const kernel = tf.transpose(dy, [1, 2, 0, 3]);
    const gradient = tf.conv2d(swapped, kernel, 1, pad, 'NHWC', [strideHeight, strideWidth]);
    return tf.transpose(gradient, [1, 2, 0, 3]);
  });
}
