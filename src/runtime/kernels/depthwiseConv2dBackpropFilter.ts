import type * as tf from '@tensorflow/tfjs';
import { type ConvolutionAttributes, convolutionGeometry } from './convolutionGeometry';
import { heapValues, zerosOnHeap } from './wasmHeap';

/**
 * The filter gradient of a depthwise convolution on WASM, which tf.js 4.22 lacks.
 * Shapes: x [n,h,w,c], dy [n,oh,ow,c·m] → [kh,kw,c,m].
 */
export const depthwiseConv2dBackpropFilter: tf.KernelConfig = {
  kernelName: 'DepthwiseConv2dNativeBackpropFilter',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const attributes = attrs as unknown as ConvolutionAttributes;
    const x = inputs.x as tf.TensorInfo;
    const dy = inputs.dy as tf.TensorInfo;
    const filterShape = attributes.filterShape as [number, number, number, number];
    const geometry = convolutionGeometry(x.shape, filterShape, attributes, true);
    const [filterHeight, filterWidth, channels, multiplier] = filterShape;
    const [batchSize, height, width] = x.shape as [number, number, number];
    const [, outHeight, outWidth] = dy.shape as [number, number, number];
    const outChannels = channels * multiplier;
    const { info, values } = zerosOnHeap(backend, filterShape);
    const image = heapValues(backend, x);
    const gradient = heapValues(backend, dy);
    // Sums of one tap are gathered in double precision, apart from the heap.
    const sums = new Float64Array(outChannels);
    for (let tapRow = 0; tapRow < filterHeight; tapRow++) {
      for (let tapColumn = 0; tapColumn < filterWidth; tapColumn++) {
        sums.fill(0);
        const rowOffset = tapRow * geometry.dilationHeight - geometry.padTop;
        const columnOffset = tapColumn * geometry.dilationWidth - geometry.padLeft;
        for (let n = 0; n < batchSize; n++) {
          for (let outRow = 0; outRow < outHeight; outRow++) {
            const row = outRow * geometry.strideHeight + rowOffset;
            if (row < 0 || row >= height) continue;
            for (let outColumn = 0; outColumn < outWidth; outColumn++) {
              const column = outColumn * geometry.strideWidth + columnOffset;
              if (column < 0 || column >= width) continue;
              const from = ((n * height + row) * width + column) * channels;
              const at = ((n * outHeight + outRow) * outWidth + outColumn) * outChannels;
              for (let channel = 0, out = 0; channel < channels; channel++) {
                const value = image[from + channel] as number;
                for (let copy = 0; copy < multiplier; copy++, out++) {
                  sums[out] = (sums[out] as number) + value * (gradient[at + out] as number);
                }
              }
            }
          }
        }
        values.set(sums, (tapRow * filterWidth + tapColumn) * outChannels);
      }
    }
    return info;
  },
};
