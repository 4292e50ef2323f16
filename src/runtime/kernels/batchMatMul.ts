import * as tf from '@tensorflow/tfjs';

/** Below this many multiplications, transposing first costs more than it saves. */
const MINIMUM_MULTIPLICATIONS = 16384;

/**
 * Matrix products with a transposed factor on WASM: tf.js sends only plain products to XNNPACK and
 * runs the rest, hence both gradients of every dense layer, through loops about eight times slower.
 * Transposing first brings them back. Products of stacks of matrices stay with the shipped loops.
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
      const single = stackSize(a) === 1 && stackSize(b) === 1;
      const columns = b.shape[b.rank - (transposeB ? 2 : 1)] as number;
      if (!single || !(transposeA || transposeB) || a.size * columns < MINIMUM_MULTIPLICATIONS) {
        return shipped.kernelFunc(call);
      }
      return tf.tidy(() => {
        const inputs = {
          a: transposeA ? tf.transpose(a, swappedLastAxes(a.rank)) : a,
          b: transposeB ? tf.transpose(b, swappedLastAxes(b.rank)) : b,
        };
        const attrs = { ...call.attrs, transposeA: false, transposeB: false };
        const product = shipped.kernelFunc({ ...call, inputs, attrs }) as tf.TensorInfo;
        return tf.engine().makeTensorFromTensorInfo(product);
      });
    },
  };
}

function stackSize(tensor: tf.Tensor): number {
  return tensor.shape.slice(0, -2).reduce((product, size) => product * size, 1);
}

function swappedLastAxes(rank: number): number[] {
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  return [...axes.slice(0, -2), rank - 1, rank - 2];
}
