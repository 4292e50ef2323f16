import type * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { heapValues } from './wasmHeap';

/**
 * Sums rows that share a segment, on WASM, where tf.js 4.22 lacks it; it is the gradient of
 * gather, hence of embedding. Rows whose segment lies outside 0 … numSegments−1 are left out.
 * Shapes: x [rows, …inner], segmentIds [rows] → [numSegments, …inner].
 */
export const unsortedSegmentSum: tf.KernelConfig = {
  kernelName: 'UnsortedSegmentSum',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const x = inputs.x as tf.TensorInfo;
    const segmentIds = inputs.segmentIds as tf.TensorInfo;
    const { numSegments } = attrs as unknown as { numSegments: number };
    const [rows = 1, ...inner] = x.shape;
    const rowSize = inner.reduce((product, size) => product * size, 1);
    const out = (backend as BackendWasm).makeOutput([numSegments, ...inner], x.dtype);
    const sums = heapValues(backend, out);
    const source = heapValues(backend, x);
    const ids = heapValues(backend, segmentIds);
    sums.fill(0);
    for (let row = 0; row < rows; row++) {
      const id = ids[row] as number;
      if (id < 0 || id >= numSegments) continue;
      const from = row * rowSize;
      const to = id * rowSize;
      for (let i = 0; i < rowSize; i++) {
        sums[to + i] = (sums[to + i] as number) + (source[from + i] as number);
      }
    }
    return out;
  },
};
