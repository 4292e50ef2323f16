import type * as tf from '@tensorflow/tfjs';
import { type ConvolutionAttributes, convolutionGeometry } from './convolutionGeometry';
import { heapValues, zerosOnHeap } from './wasmHeap';

/**
 * The input gradient of a depthwise convolution on WASM, which tf.js 4.22 lacks.
 * Shapes: dy [n,oh,ow,c·m], filter [kh,kw,c,m] → [n,h,w,c].
 */
export const depthwiseConv2dBackpropInput: tf.KernelConfig = {
  kernelName: 'DepthwiseConv2dNativeBackpropInput',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const attributes = attrs as unknown as ConvolutionAttributes;
    const dy = inputs.dy as tf.TensorInfo;
    const filter = inputs.filter as tf.TensorInfo;
    const inputShape = attributes.inputShape as [number, number, number, number];
    const geometry = convolutionGeometry(inputShape, filter.shape, attributes, true);
    const [batchSize, height, width, channels] = inputShape;
    const [filterHeight, filterWidth, , multiplier] = filter.shape as [
      number,
      number,
      number,
      number,
    ];
    const [, outHeight, outWidth] = dy.shape as [number, number, number];
    const outChannels = channels * multiplier;
    const { info, values } = zerosOnHeap(backend, inputShape);
    const gradient = heapValues(backend, dy);
    const weights = heapValues(backend, filter);
    for (let n = 0; n < batchSize; n++) {
      for (let outRow = 0; outRow < outHeight; outRow++) {
        for (let tapRow = 0; tapRow < filterHeight; tapRow++) {
          const row =
            outRow * geometry.strideHeight + tapRow * geometry.dilationHeight - geometry.padTop;
          if (row < 0 || row >= height) continue;
          for (let outColumn = 0; outColumn < outWidth; outColumn++) {
            const at = ((n * outHeight + outRow) * outWidth + outColumn) * outChannels;
            for (let tapColumn = 0; tapColumn < filterWidth; tapColumn++) {
              const column =
                outColumn * geometry.strideWidth +
                tapColumn * geometry.dilationWidth -
                geometry.padLeft;
              if (column < 0 || column >= width) continue;
              const tap = (tapRow * filterWidth + tapColumn) * outChannels;
              const to = ((n * height + row) * width + column) * channels;
              for (let channel = 0, out = 0; channel < channels; channel++) {
                let sum = values[to + channel] as number;
                for (let copy = 0; copy < multiplier; copy++, out++) {
                  sum += (gradient[at + out] as number) * (weights[tap + out] as number);
                }
                values[to + channel] = sum;
              }
            }
          }
        }
      }
    }
    return info;
  },
};
