import type * as tf from '@tensorflow/tfjs';
import { type Convolution3DAttributes, forEachTap } from './convolution3dTaps';
import { heapValues, zerosOnHeap } from './wasmHeap';

/**
 * The filter gradient of a 3-D convolution on WASM; the kernel of tf.js 4.22 returns wrong values
 * for strides above one.
 * Shapes: x [n,d,h,w,c], dy [n,od,oh,ow,m] → [kd,kh,kw,c,m].
 */
export const conv3dBackpropFilter: tf.KernelConfig = {
  kernelName: 'Conv3DBackpropFilterV2',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const attributes = attrs as unknown as Convolution3DAttributes;
    const x = inputs.x as tf.TensorInfo;
    const dy = inputs.dy as tf.TensorInfo;
    const filterShape = attributes.filterShape as [number, number, number, number, number];
    const [, , , channels, outputs] = filterShape;
    const { info, values } = zerosOnHeap(backend, filterShape);
    const image = heapValues(backend, x);
    const gradient = heapValues(backend, dy);
    // Long sums lose digits in float32: gathered in double precision.
    const sums = new Float64Array(values.length);
    forEachTap(x.shape, filterShape, attributes, (output, tap, input) => {
      for (let channel = 0; channel < channels; channel++) {
        const value = image[input * channels + channel] as number;
        const row = (tap * channels + channel) * outputs;
        for (let out = 0; out < outputs; out++) {
          sums[row + out] =
            (sums[row + out] as number) + value * (gradient[output * outputs + out] as number);
        }
      }
    });
    values.set(sums);
    return info;
  },
};
