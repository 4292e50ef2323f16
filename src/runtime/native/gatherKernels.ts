import * as tf from '@tensorflow/tfjs';
import type { NativeKernels } from './nativeKernels';
import type { NativeModule } from './nativeModule';

type Kernel = (shipped: tf.KernelConfig) => tf.KernelConfig;

/** Rows picked by index, hence embeddings, on WASM. */
function gather(native: NativeModule): Kernel {
  return (shipped) => ({
    ...shipped,
    kernelFunc: (call) => {
      const { x, indices } = call.inputs as { x: tf.TensorInfo; indices: tf.TensorInfo };
      const { axis, batchDims } = call.attrs as { axis: number; batchDims: number };
      const isPlain = x.dtype === 'float32' || x.dtype === 'int32';
      if (!isPlain || indices.dtype !== 'int32') return shipped.kernelFunc(call);
      const [parsedAxis] = tf.util.parseAxisParam(axis, x.shape) as [number];
      const size = x.shape[parsedAxis]!;
      const info = tf.backend_util.segment_util.collectGatherOpShapeInfo(
        x as tf.Tensor,
        indices as tf.Tensor,
        parsedAxis,
        batchDims,
      );
      const count = tf.util.sizeFromShape(indices.shape);
      const at = native.addressOf(indices);
      // The shipped kernel says which index is wrong.
      if (count === 0 || native.exports.firstBadIndex(at, count, size) >= 0) {
        return shipped.kernelFunc(call);
      }
      const out = native.newTensor(info.outputShape, x.dtype as 'float32' | 'int32');
      native.exports.gather(
        native.addressOf(x),
        native.addressOf(indices),
        native.addressOf(out),
        info.batchSize,
        info.outerSize,
        size,
        count / info.batchSize,
        info.sliceSize,
      );
      return out;
    },
  });
}

/** Rows added up by segments, hence the gradient of embeddings, on WASM. */
function unsortedSegmentSum(native: NativeModule): Kernel {
  return (shipped) => ({
    ...shipped,
    kernelFunc: (call) => {
      const { x, segmentIds } = call.inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
      const { numSegments } = call.attrs as { numSegments: number };
      if (x.dtype !== 'float32' || segmentIds.dtype !== 'int32') return shipped.kernelFunc(call);
      const [rows = 1, ...inner] = x.shape;
      const out = native.newTensor([numSegments, ...inner]);
      native.exports.sumSegments(
        native.addressOf(x),
        native.addressOf(segmentIds),
        native.addressOf(out),
        rows,
        numSegments,
        tf.util.sizeFromShape(inner),
      );
      return out;
    },
  });
}

/** Rows picked and added up by their numbers. */
export const gatherKernels: NativeKernels = {
  GatherV2: gather,
  UnsortedSegmentSum: unsortedSegmentSum,
};
