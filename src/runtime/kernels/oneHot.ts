import type * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { heapValues } from './wasmHeap';

/**
 * One-hot vectors on WASM, in the type that is asked for. The kernel of tf.js writes int32 whatever
 * the type: read as float32 its ones are 1e-45, and a bool tensor, a byte a value, is overrun.
 * Indices outside 0 … depth − 1 give no one. Shapes: indices [...] → [..., depth].
 */
export const oneHot: tf.KernelConfig = {
  kernelName: 'OneHot',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const indices = inputs.indices as tf.TensorInfo;
    const { depth, onValue, offValue, dtype } = attrs as unknown as {
      depth: number;
      onValue: number;
      offValue: number;
      dtype: tf.DataType;
    };
    const out = (backend as BackendWasm).makeOutput([...indices.shape, depth], dtype);
    const values = heapValues(backend, out);
    const hot = heapValues(backend, indices);
    values.fill(offValue);
    for (let i = 0; i < hot.length; i++) {
      const index = hot[i] as number;
      if (index >= 0 && index < depth) values[i * depth + index] = onValue;
    }
    return out;
  },
};
