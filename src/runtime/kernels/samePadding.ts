import * as tf from '@tensorflow/tfjs';
import type { ConvolutionAttributes, ExplicitPadding } from './convolutionGeometry';

/** Half of what a `same` window needs beyond an axis in front, the rest behind; never less than none. */
function sidesOf(size: number, places: number, stride: number, span: number): [number, number] {
  const total = Math.max((places - 1) * stride + span - size, 0);
  const before = Math.floor(total / 2);
  return [before, total - before];
}

/**
 * Convolutions, plain and depthwise, on WASM with padding `same` written out. XNNPACK takes a window
 * that leaves rows or columns over (a stride longer than the kernel) for one that needs padding
 * without end, and the shipped kernels then give nothing but zeros.
 */
export function writtenSamePadding(shipped: tf.KernelConfig): tf.KernelConfig {
  return {
    ...shipped,
    kernelFunc: (call) => {
      const attributes = call.attrs as unknown as ConvolutionAttributes;
      if (attributes.pad !== 'same') return shipped.kernelFunc(call);
      const { shape } = call.inputs.x as tf.TensorInfo;
      const filter = call.inputs.filter as tf.TensorInfo;
      const { outHeight, outWidth, ...window } = tf.backend_util.computeConv2DInfo(
        shape as [number, number, number, number],
        filter.shape as [number, number, number, number],
        attributes.strides,
        attributes.dilations ?? 1,
        'same',
        attributes.dimRoundingMode,
        shipped.kernelName.includes('Depthwise'),
      );
      const [, height = 0, width = 0] = shape;
      const pad: ExplicitPadding = [
        [0, 0],
        sidesOf(height, outHeight, window.strideHeight, window.effectiveFilterHeight),
        sidesOf(width, outWidth, window.strideWidth, window.effectiveFilterWidth),
        [0, 0],
      ];
      return shipped.kernelFunc({ ...call, attrs: { ...call.attrs, pad } });
    },
  };
}
