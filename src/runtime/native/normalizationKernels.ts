import * as tf from '@tensorflow/tfjs';
import type { NativeKernels } from './nativeKernels';
import type { NativeModule } from './nativeModule';

/** Normalisation and softmax. */
export const normalizationKernels: NativeKernels = { FusedBatchNorm: fusedBatchNorm };

/** Batch normalisation with given moments on WASM, one of each for every number of the last axis. */
function fusedBatchNorm(native: NativeModule): (shipped: tf.KernelConfig) => tf.KernelConfig {
  return (shipped) => ({
    ...shipped,
    kernelFunc: (call) => {
      const { x, mean, variance, offset, scale } = call.inputs as Record<string, tf.TensorInfo>;
      const { varianceEpsilon } = call.attrs as unknown as { varianceEpsilon: number };
      const columns = x!.shape.at(-1) ?? 1;
      const parts = [mean, variance, offset, scale].filter((part) => part !== undefined);
      const fits =
        [x!, ...parts].every(({ dtype }) => dtype === 'float32') &&
        parts.every(({ shape }) => shape.at(-1) === columns && sizeOf(shape) === columns);
      const size = sizeOf(x!.shape);
      if (!fits || size === 0) return shipped.kernelFunc(call);
      const out = native.newTensor(x!.shape);
      const memory = native.allocate(2 * 4 * columns);
      native.exports.normalizeWith(
        native.addressOf(x!),
        scale ? native.addressOf(scale) : 0,
        offset ? native.addressOf(offset) : 0,
        native.addressOf(out),
        native.addressOf(mean!),
        native.addressOf(variance!),
        memory,
        size / columns,
        columns,
        varianceEpsilon,
      );
      native.free(memory);
      return out;
    },
  });
}

function sizeOf(shape: number[]): number {
  return tf.util.sizeFromShape(shape);
}
