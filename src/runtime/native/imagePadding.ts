import * as tf from '@tensorflow/tfjs';
import type { NativeModule } from './nativeModule';

/** Zeros around images on WASM, channels last; all other padding is left to tf.js. */
export function padV2(native: NativeModule): (shipped: tf.KernelConfig) => tf.KernelConfig {
  return (shipped) => ({
    ...shipped,
    kernelFunc: (call) => {
      const { x } = call.inputs as { x: tf.TensorInfo };
      const { paddings, constantValue } = call.attrs as unknown as {
        readonly paddings: readonly (readonly [number, number])[];
        readonly constantValue: number;
      };
      const [images, height, width, channels] = x.shape as [number, number, number, number];
      const [, rows, columns] = paddings;
      if (
        x.dtype !== 'float32' ||
        x.shape.length !== 4 ||
        constantValue !== 0 ||
        tf.util.sizeFromShape(x.shape) === 0 ||
        !rows ||
        !columns ||
        [paddings[0], paddings[3]].flat().some((numbers) => numbers !== 0)
      ) {
        return shipped.kernelFunc(call);
      }
      const outHeight = rows[0] + height + rows[1];
      const outWidth = columns[0] + width + columns[1];
      const out = native.newTensor([images, outHeight, outWidth, channels]);
      native.exports.padImages(
        native.addressOf(x),
        native.addressOf(out),
        images,
        height,
        width * channels * 4,
        outHeight,
        outWidth * channels * 4,
        rows[0],
        columns[0] * channels * 4,
      );
      return out;
    },
  });
}
