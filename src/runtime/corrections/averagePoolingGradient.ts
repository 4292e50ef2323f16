import * as tf from '@tensorflow/tfjs';
import { windowCounts } from '../layers/paddedAveragePooling2d';

/**
 * Average pooling divides by the number of real pixels under a window, but the gradient kernels
 * of tf.js always divide by the window's area: at padded borders the gradient comes out too
 * small. The incoming gradient is scaled by area / count first.
 */
export function correctAveragePoolingGradient(): void {
  tf.registerGradient({
    kernelName: 'AvgPool',
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attributes) => {
      const x = saved[0] as tf.Tensor4D;
      const { filterSize, strides, pad, dimRoundingMode } = attributes as unknown as {
        filterSize: number | [number, number];
        strides: number | [number, number];
        pad: 'valid' | 'same' | number;
        dimRoundingMode?: 'floor' | 'round' | 'ceil';
      };
      const info = tf.backend_util.computePool2DInfo(
        x.shape,
        filterSize,
        strides,
        1,
        pad,
        dimRoundingMode,
      );
      const { top, bottom, left, right } = info.padInfo;
      // The kernel itself, not the gradient registered before: that may be this one already.
      const shipped = (gradient: tf.Tensor): tf.Tensor =>
        tf
          .engine()
          .runKernel('AvgPoolGrad', { dy: gradient, input: x }, { filterSize, strides, pad });
      if (top + bottom + left + right === 0) return { x: () => shipped(dy as tf.Tensor) };
      return {
        x: () => {
          const [, outHeight, outWidth] = (dy as tf.Tensor4D).shape;
          const rows = windowCounts(
            x.shape[1],
            info.filterHeight,
            info.strideHeight,
            top,
            outHeight,
          );
          const columns = windowCounts(
            x.shape[2],
            info.filterWidth,
            info.strideWidth,
            left,
            outWidth,
          );
          const area = info.filterHeight * info.filterWidth;
          const scale = rows.flatMap((row) => columns.map((column) => area / (row * column)));
          const scaled = tf.mul(dy as tf.Tensor4D, tf.tensor4d(scale, [1, outHeight, outWidth, 1]));
          return shipped(scaled);
        },
      };
    },
  });
}
