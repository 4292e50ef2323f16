import * as tf from '@tensorflow/tfjs';
import type { ConvolutionAttributes } from '../kernels/convolutionGeometry';
import { setConvolution } from './convolutions';
import { finishOf } from './matrixProducts';
import type { NativeModule } from './nativeModule';

type Shape4 = [number, number, number, number];
type Kernel = (shipped: tf.KernelConfig) => tf.KernelConfig;

/** Depthwise 2-D convolutions on WASM. */
export function depthwiseConv2d(native: NativeModule): Kernel {
  return (shipped) => ({
    ...shipped,
    kernelFunc: (call) => {
      const { x, filter } = call.inputs as { x: tf.TensorInfo; filter: tf.TensorInfo };
      return convolve(native, x, filter, null, call.attrs, 0) ?? shipped.kernelFunc(call);
    },
  });
}

/** Depthwise convolutions with bias and activation; what the kernels can't do is left to tf.js. */
export function fusedDepthwiseConv2d(native: NativeModule): Kernel {
  return (shipped) => ({
    ...shipped,
    kernelFunc: (call) => {
      const { x, filter, bias, preluActivationWeights } = call.inputs as Record<
        string,
        tf.TensorInfo
      >;
      const finish = finishOf((call.attrs as { activation?: string } | undefined)?.activation);
      if (finish === null || preluActivationWeights) return shipped.kernelFunc(call);
      const out = convolve(native, x!, filter!, bias ?? null, call.attrs, finish);
      return out ?? shipped.kernelFunc(call);
    },
  });
}

function convolve(
  native: NativeModule,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  bias: tf.TensorInfo | null,
  attributes: tf.NamedAttrMap | undefined,
  finish: number,
): tf.TensorInfo | null {
  const info = windowsOf(x.shape, filter.shape, attributes, [x, filter]);
  if (info === null) return null;
  if (bias && (bias.dtype !== 'float32' || sizeOf(bias) !== info.outChannels)) return null;
  const { exports } = native;
  setConvolution(native, info);
  if (!exports.canConvolveDepthwise()) return null;
  const out = native.newTensor(info.outShape);
  if (sizeOf(out) === 0) return out;
  exports.convolveDepthwise(
    native.addressOf(x),
    native.addressOf(filter),
    native.addressOf(out),
    bias ? native.addressOf(bias) : 0,
    info.batchSize,
    finish,
  );
  return out;
}

/** The gradient of the kernel of a depthwise convolution on WASM. */
export function depthwiseConv2dBackpropFilter(native: NativeModule): Kernel {
  return (shipped) => ({
    ...shipped,
    kernelFunc: (call) => {
      const { x, dy } = call.inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
      const { filterShape } = call.attrs as unknown as { filterShape: Shape4 };
      const info = windowsOf(x.shape, filterShape, call.attrs, [x, dy]);
      if (info === null) return shipped.kernelFunc(call);
      const { exports } = native;
      setConvolution(native, info);
      if (!exports.canConvolveDepthwise()) return shipped.kernelFunc(call);
      const out = native.newTensor(filterShape);
      const groups = exports.depthwiseFilterGradientGroups(info.batchSize);
      const sums = groups > 1 ? native.allocate(groups * sizeOf(out) * 4) : native.addressOf(out);
      exports.convolveDepthwiseForFilter(
        native.addressOf(x),
        native.addressOf(dy),
        sums,
        native.addressOf(out),
        info.batchSize,
      );
      if (groups > 1) native.free(sums);
      return out;
    },
  });
}

/** The gradient of the images of a depthwise convolution on WASM. */
export function depthwiseConv2dBackpropInput(native: NativeModule): Kernel {
  return (shipped) => ({
    ...shipped,
    kernelFunc: (call) => {
      const { dy, filter } = call.inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo };
      const { inputShape } = call.attrs as unknown as { inputShape: Shape4 };
      const info = windowsOf(inputShape, filter.shape, call.attrs, [dy, filter]);
      if (info === null || (isStrided(info) && isDilated(info))) return shipped.kernelFunc(call);
      setConvolution(native, info);
      if (!native.exports.canConvolveDepthwiseBack()) return shipped.kernelFunc(call);
      const out = native.newTensor(inputShape);
      native.exports.convolveDepthwiseBack(
        native.addressOf(dy),
        native.addressOf(filter),
        native.addressOf(out),
        info.batchSize,
      );
      return out;
    },
  });
}

/** Where the windows lie; null for what only tf.js can do: channels first, other types, no pixels. */
function windowsOf(
  inputShape: number[],
  filterShape: number[],
  attributes: tf.NamedAttrMap | undefined,
  tensors: readonly tf.TensorInfo[],
): tf.backend_util.Conv2DInfo | null {
  const { strides, dilations, pad, dataFormat, dimRoundingMode } =
    attributes as unknown as ConvolutionAttributes;
  if (dataFormat === 'NCHW' || tensors.some(({ dtype }) => dtype !== 'float32')) return null;
  const info = tf.backend_util.computeConv2DInfo(
    inputShape as Shape4,
    filterShape as Shape4,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    true,
  );
  const isEmpty = [...info.inShape, ...info.outShape].some((size) => size < 1);
  return isEmpty || info.inChannels !== filterShape[2] ? null : info;
}

function isStrided(info: tf.backend_util.Conv2DInfo): boolean {
  return info.strideHeight > 1 || info.strideWidth > 1;
}

function isDilated(info: tf.backend_util.Conv2DInfo): boolean {
  return info.dilationHeight > 1 || info.dilationWidth > 1;
}

function sizeOf({ shape }: tf.TensorInfo): number {
  return tf.util.sizeFromShape(shape);
}
