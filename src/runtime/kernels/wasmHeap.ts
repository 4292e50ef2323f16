import type * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** A tensor that a kernel fills through JavaScript, with its values still to be written. */
export interface HeapOutput {
  readonly info: tf.TensorInfo;
  readonly values: Float32Array;
}

/**
 * A new float32 tensor of zeros on the WASM heap.
 * The view dies when the heap grows: take views of inputs after this call, and allocate nothing else.
 */
export function zerosOnHeap(backend: object, shape: number[]): HeapOutput {
  const info = (backend as BackendWasm).makeOutput(shape, 'float32');
  const values = heapValues(backend, info) as Float32Array;
  values.fill(0);
  return { info, values };
}

/** The values of a tensor as they lie on the WASM heap; valid until the next allocation. */
export function heapValues(backend: object, tensor: tf.TensorInfo): Float32Array | Int32Array {
  return (backend as BackendWasm).typedArrayFromHeap(tensor) as Float32Array | Int32Array;
}
