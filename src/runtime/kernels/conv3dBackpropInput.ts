import type * as tf from '@tensorflow/tfjs';
import { type Convolution3DAttributes, forEachTap } from './convolution3dTaps';
import { heapValues, zerosOnHeap } from './wasmHeap';

/**
 * The input gradient of a 3-D convolution on WASM (also the forward pass of conv3dTranspose);
 * the kernel of tf.js 4.22 reads past its inputs and returns wrong values.
 * Shapes: dy [n,od,oh,ow,m], filter [kd,kh,kw,c,m] → [n,d,h,w,c].
 */
export const conv3dBackpropInput: tf.KernelConfig = {
  kernelName: 'Conv3DBackpropInputV2',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const attributes = attrs as unknown as Convolution3DAttributes;
    const dy = inputs.dy as tf.TensorInfo;
    const filter = inputs.filter as tf.TensorInfo;
    const inputShape = attributes.inputShape as [number, number, number, number, number];
    const [, , , channels, outputs] = filter.shape as typeof inputShape;
    const { info, values } = zerosOnHeap(backend, inputShape);
    const gradient = heapValues(backend, dy);
    const weights = heapValues(backend, filter);
    forEachTap(inputShape, filter.shape, attributes, (output, tap, input) => {
      for (let channel = 0; channel < channels; channel++) {
        const row = (tap * channels + channel) * outputs;
        let sum = 0;
        for (let out = 0; out < outputs; out++) {
          sum += (gradient[output * outputs + out] as number) * (weights[row + out] as number);
        }
        const at = input * channels + channel;
        values[at] = (values[at] as number) + sum;
      }
    });
    return info;
  },
};
