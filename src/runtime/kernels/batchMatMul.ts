import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { heapValues } from './wasmHeap';

/** Below this many multiplications, transposing first costs more than it saves. */
const MINIMUM_MULTIPLICATIONS = 16384;

/**
 * Matrix products with a transposed factor and products of stacks of matrices on WASM: tf.js sends
 * only plain products of two matrices to XNNPACK and runs the rest, hence both gradients of every dense
 * layer and all of attention, through loops about eight times slower. Transposing first, and one matrix
 * of a stack after the other, brings them back. Stacks that are stretched stay with the shipped loops.
 */
export function batchMatMul(shipped: tf.KernelConfig): tf.KernelConfig {
  return {
    ...shipped,
    kernelFunc: (call) => {
      const a = call.inputs.a as tf.Tensor;
      const b = call.inputs.b as tf.Tensor;
      const { transposeA, transposeB } = call.attrs as unknown as {
        transposeA: boolean;
        transposeB: boolean;
      };
      const stack = stackSize(a);
      const isStack = stack > 1;
      const columns = b.shape[b.rank - (transposeB ? 2 : 1)] as number;
      const pairs = isStack
        ? String(leadingAxes(a)) === String(leadingAxes(b))
        : stackSize(b) === 1;
      const isPlain = !isStack && !transposeA && !transposeB;
      const isFloat = a.dtype === 'float32' && b.dtype === 'float32';
      const isSmall = (a.size / stack) * columns < MINIMUM_MULTIPLICATIONS;
      if (!pairs || isPlain || !isFloat || isSmall) {
        return shipped.kernelFunc(call);
      }
      return tf.tidy(() => {
        const inputs = {
          a: transposeA ? tf.transpose(a, swappedLastAxes(a.rank)) : a,
          b: transposeB ? tf.transpose(b, swappedLastAxes(b.rank)) : b,
        };
        const attrs = { ...call.attrs, transposeA: false, transposeB: false };
        const plain = { ...call, inputs, attrs };
        const product = isStack
          ? productOfStacks(shipped, plain)
          : (shipped.kernelFunc(plain) as tf.TensorInfo);
        return tf.engine().makeTensorFromTensorInfo(product);
      });
    },
  };
}

/** The products of two stacks of equally many matrices, pair by pair. */
function productOfStacks(
  shipped: tf.KernelConfig,
  call: Parameters<tf.KernelFunc>[0] & { readonly inputs: Record<'a' | 'b', tf.Tensor> },
): tf.TensorInfo {
  const { a, b } = call.inputs;
  const backend = call.backend as BackendWasm;
  const [rows = 1, inner = 1] = a.shape.slice(-2);
  const columns = b.shape.at(-1) as number;
  const out = backend.makeOutput([...a.shape.slice(0, -1), columns], 'float32');
  const left = backend.makeOutput([1, rows, inner], 'float32');
  for (let place = 0; place < stackSize(a); place++) {
    // XNNPACK packs a right factor once for as long as its tensor lives, so each is a new one.
    const right = backend.makeOutput([1, inner, columns], 'float32');
    copy(backend, a, place * rows * inner, left, 0, rows * inner);
    copy(backend, b, place * inner * columns, right, 0, inner * columns);
    const inputs = { a: left, b: right };
    const product = shipped.kernelFunc({ ...call, inputs }) as tf.TensorInfo;
    copy(backend, product, 0, out, place * rows * columns, rows * columns);
    backend.disposeData(product.dataId);
    backend.disposeData(right.dataId);
  }
  backend.disposeData(left.dataId);
  return out;
}

function copy(
  backend: BackendWasm,
  from: tf.TensorInfo,
  start: number,
  to: tf.TensorInfo,
  place: number,
  count: number,
): void {
  const source = heapValues(backend, from).subarray(start, start + count);
  heapValues(backend, to).set(source, place);
}

function leadingAxes(tensor: tf.Tensor): readonly number[] {
  return tensor.shape.slice(0, -2);
}

function stackSize(tensor: tf.Tensor): number {
  return leadingAxes(tensor).reduce((product, size) => product * size, 1);
}

function swappedLastAxes(rank: number): number[] {
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  return [...axes.slice(0, -2), rank - 1, rank - 2];
}
