import * as tf from '@tensorflow/tfjs';
import { outerProduct, windowCounts } from '../layers/paddedPooling';

interface PoolingAttributes {
  readonly filterSize: number | [number, number] | [number, number, number];
  readonly strides: number | [number, number] | [number, number, number];
  readonly pad: 'valid' | 'same' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** A window along one axis: its size, its stride and the padding before the axis. */
interface WindowAlongAxis {
  readonly size: number;
  readonly stride: number;
  readonly before: number;
}

/**
 * Average pooling divides by the number of real pixels under a window, but the gradient kernels
 * of tf.js, in two dimensions and in three, always divide by the window's area: at padded borders
 * the gradient comes out too small. The incoming gradient is scaled by area / count first.
 */
export function correctAveragePoolingGradient(): void {
  correctGradient('AvgPool', 'AvgPoolGrad', imageWindow);
  correctGradient('AvgPool3D', 'AvgPool3DGrad', volumeWindow);
}

function correctGradient(
  kernelName: string,
  gradientKernel: string,
  windowOf: (shape: number[], attributes: PoolingAttributes) => readonly WindowAlongAxis[],
): void {
  tf.registerGradient({
    kernelName,
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attributes) => {
      const x = saved[0] as tf.Tensor;
      // The kernel itself, not the gradient registered before: that may be this one already.
      const shipped = (gradient: tf.Tensor): tf.Tensor =>
        tf.engine().runKernel(gradientKernel, { dy: gradient, input: x }, attributes);
      return {
        x: () => {
          const gradient = dy as tf.Tensor;
          const window = windowOf(x.shape, attributes as unknown as PoolingAttributes);
          const places = gradient.shape.slice(1, -1);
          const counts = window.map(({ size, stride, before }, axis) =>
            windowCounts(x.shape[axis + 1] as number, size, stride, before, places[axis] as number),
          );
          const isPadded = counts.some((row, axis) =>
            row.some((count) => count !== window[axis]?.size),
          );
          if (!isPadded) return shipped(gradient);
          const area = window.reduce((product, { size }) => product * size, 1);
          const scale = outerProduct(counts).map((count) => area / count);
          return shipped(tf.mul(gradient, tf.tensor(scale, [1, ...places, 1])));
        },
      };
    },
  });
}

function imageWindow(shape: number[], attributes: PoolingAttributes): readonly WindowAlongAxis[] {
  const info = tf.backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    attributes.filterSize as number | [number, number],
    attributes.strides as number | [number, number],
    1,
    attributes.pad,
    attributes.dimRoundingMode,
  );
  return [
    { size: info.filterHeight, stride: info.strideHeight, before: info.padInfo.top },
    { size: info.filterWidth, stride: info.strideWidth, before: info.padInfo.left },
  ];
}

function volumeWindow(shape: number[], attributes: PoolingAttributes): readonly WindowAlongAxis[] {
  const info = tf.backend_util.computePool3DInfo(
    shape as [number, number, number, number, number],
    attributes.filterSize as number | [number, number, number],
    attributes.strides as number | [number, number, number],
    1,
    attributes.pad,
    attributes.dimRoundingMode,
  );
  return [
    { size: info.filterDepth, stride: info.strideDepth, before: info.padInfo.front },
    { size: info.filterHeight, stride: info.strideHeight, before: info.padInfo.top },
    { size: info.filterWidth, stride: info.strideWidth, before: info.padInfo.left },
  ];
}
