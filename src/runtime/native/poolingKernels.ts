import * as tf from '@tensorflow/tfjs';
import type { ConvolutionAttributes } from '../kernels/convolutionGeometry';
import { setConvolution } from './convolutions';
import type { NativeModule } from './nativeModule';

type Kernel = (shipped: tf.KernelConfig) => tf.KernelConfig;
type PoolingAttributes = ConvolutionAttributes & {
  readonly filterSize: number | [number, number];
};

/** 2-D max pooling on WASM. */
export function maxPool(native: NativeModule): Kernel {
  return pool(native, false);
}

/** 2-D average pooling on WASM: the mean of those pixels of a window that lie inside the image. */
export function averagePool(native: NativeModule): Kernel {
  return pool(native, true);
}

function pool(native: NativeModule, isMean: boolean): Kernel {
  return (shipped) => ({
    ...shipped,
    kernelFunc: (call) => {
      const { x } = call.inputs as { x: tf.TensorInfo };
      if (x.dtype !== 'float32') return shipped.kernelFunc(call);
      const info = windowsOf(x, call.attrs);
      const out = native.newTensor(info.outShape);
      if (tf.util.sizeFromShape(info.outShape) === 0) return out;
      setConvolution(native, info);
      native.exports.pool(native.addressOf(x), native.addressOf(out), info.batchSize, isMean);
      return out;
    },
  });
}

/** The gradient of 2-D max pooling on WASM: the first largest number of a window receives it. */
export function maxPoolGradient(native: NativeModule): Kernel {
  return (shipped) => ({
    ...shipped,
    kernelFunc: (call) => {
      const { input, dy } = call.inputs as { input: tf.TensorInfo; dy: tf.TensorInfo };
      if (input.dtype !== 'float32' || dy.dtype !== 'float32') return shipped.kernelFunc(call);
      const info = windowsOf(input, call.attrs, dy);
      const out = native.newTensor(info.inShape);
      setConvolution(native, info);
      native.exports.maxPoolBack(
        native.addressOf(input),
        native.addressOf(dy),
        native.addressOf(out),
        info.batchSize,
      );
      return out;
    },
  });
}

/**
 * The gradient of 2-D average pooling on WASM. As tf.js defines it, each window shares its gradient
 * among all its places, padding included; the registered gradient scales what comes in.
 */
export function averagePoolGradient(native: NativeModule): Kernel {
  return (shipped) => ({
    ...shipped,
    kernelFunc: (call) => {
      const { input, dy } = call.inputs as { input: tf.TensorInfo; dy: tf.TensorInfo };
      if (input.dtype !== 'float32' || dy.dtype !== 'float32') return shipped.kernelFunc(call);
      const info = windowsOf(input, call.attrs, dy);
      const out = native.newTensor(info.inShape);
      setConvolution(native, info);
      native.exports.averagePoolBack(native.addressOf(dy), native.addressOf(out), info.batchSize);
      return out;
    },
  });
}

/**
 * Where the windows over an image lie; as many as an output has, where one is given: tf.js forgets
 * the rounding on the way to the gradients.
 */
function windowsOf(
  image: tf.TensorInfo,
  attributes: tf.NamedAttrMap | undefined,
  output?: tf.TensorInfo,
): tf.backend_util.Conv2DInfo {
  const { filterSize, strides, pad, dimRoundingMode } = attributes as unknown as PoolingAttributes;
  const info = tf.backend_util.computePool2DInfo(
    image.shape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  if (output === undefined) return info;
  const [, outHeight, outWidth] = output.shape as [number, number, number, number];
  return { ...info, outHeight, outWidth };
}
