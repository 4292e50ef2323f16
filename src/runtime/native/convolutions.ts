import * as tf from '@tensorflow/tfjs';
import type { ConvolutionAttributes } from '../kernels/convolutionGeometry';
import { finishOf } from './matrixProducts';
import type { NativeModule } from './nativeModule';

type Shape4 = [number, number, number, number];
type Kernel = (shipped: tf.KernelConfig) => tf.KernelConfig;

/** 2-D convolutions on WASM. */
export function conv2d(native: NativeModule): Kernel {
  return (shipped) => ({
    ...shipped,
    kernelFunc: (call) => {
      const { x, filter } = call.inputs as { x: tf.TensorInfo; filter: tf.TensorInfo };
      const attributes = call.attrs as unknown as ConvolutionAttributes;
      return convolve(native, x, filter, null, attributes, 0) ?? shipped.kernelFunc(call);
    },
  });
}

/** 2-D convolutions with bias and activation on WASM; what the kernels can't do is left to tf.js. */
export function fusedConv2d(native: NativeModule): Kernel {
  return (shipped) => ({
    ...shipped,
    kernelFunc: (call) => {
      const { x, filter, bias, preluActivationWeights } = call.inputs as Record<
        string,
        tf.TensorInfo
      >;
      const attributes = call.attrs as unknown as ConvolutionAttributes & { activation?: string };
      const finish = finishOf(attributes.activation);
      const isPlain =
        !preluActivationWeights &&
        (!bias || (bias.dtype === 'float32' && sizeOf(bias) === filter!.shape[3]));
      const out =
        finish === null || !isPlain
          ? null
          : convolve(native, x!, filter!, bias ?? null, attributes, finish);
      return out ?? shipped.kernelFunc(call);
    },
  });
}

function convolve(
  native: NativeModule,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  bias: tf.TensorInfo | null,
  attributes: ConvolutionAttributes,
  finish: number,
): tf.TensorInfo | null {
  if (x.dtype !== 'float32' || filter.dtype !== 'float32') return null;
  const info = geometryOf(x.shape, filter.shape, attributes);
  if (info === null || info.inChannels !== filter.shape[2]) return null;
  const { exports } = native;
  if (isPointwise(info)) {
    const out = native.newTensor(info.outShape);
    exports.multiplyMatrices(
      native.addressOf(x),
      native.addressOf(filter),
      native.addressOf(out),
      bias ? native.addressOf(bias) : 0,
      1,
      info.batchSize * info.outHeight * info.outWidth,
      info.inChannels,
      info.outChannels,
      false,
      false,
      false,
      false,
      finish,
    );
    return out;
  }
  setConvolution(native, info);
  if (!exports.canConvolve()) return null;
  const out = native.newTensor(info.outShape);
  if (sizeOf(out) === 0) return out;
  const panels = native.allocate(exports.kernelPanelBytes(info.batchSize));
  exports.convolve(
    native.addressOf(x),
    native.addressOf(filter),
    native.addressOf(out),
    bias ? native.addressOf(bias) : 0,
    panels,
    info.batchSize,
    false,
    finish,
  );
  native.free(panels);
  return out;
}

/** The gradient of the kernel of a 2-D convolution on WASM. */
export function conv2dBackpropFilter(native: NativeModule): Kernel {
  return (shipped) => ({
    ...shipped,
    kernelFunc: (call) => {
      const { x, dy } = call.inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
      const attributes = call.attrs as unknown as ConvolutionAttributes;
      const filterShape = attributes.filterShape as Shape4;
      const info = geometryOf(x.shape, filterShape, attributes);
      if (info === null || x.dtype !== 'float32' || dy.dtype !== 'float32') {
        return shipped.kernelFunc(call);
      }
      const { exports } = native;
      if (isPointwise(info)) {
        const out = native.newTensor(filterShape);
        const pixels = info.batchSize * info.outHeight * info.outWidth;
        const groups = exports.factorGradientGroups(pixels, info.inChannels, info.outChannels);
        const sums = groups > 1 ? native.allocate(groups * sizeOf(out) * 4) : native.addressOf(out);
        exports.multiplyForFactor(
          native.addressOf(x),
          native.addressOf(dy),
          sums,
          native.addressOf(out),
          pixels,
          info.inChannels,
          info.outChannels,
        );
        if (groups > 1) native.free(sums);
        return out;
      }
      setConvolution(native, info);
      if (!exports.canConvolve()) return shipped.kernelFunc(call);
      const out = native.newTensor(filterShape);
      const groups = exports.filterGradientGroups(info.batchSize);
      const sums = groups > 1 ? native.allocate(groups * sizeOf(out) * 4) : native.addressOf(out);
      exports.convolveForFilter(
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

/** The gradient of the images of a 2-D convolution on WASM, and the transposed convolution. */
export function conv2dBackpropInput(native: NativeModule): Kernel {
  return (shipped) => ({
    ...shipped,
    kernelFunc: (call) => {
      const { dy, filter } = call.inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo };
      const attributes = call.attrs as unknown as ConvolutionAttributes;
      const inputShape = attributes.inputShape as Shape4;
      const info = geometryOf(inputShape, filter.shape, attributes);
      if (info === null || dy.dtype !== 'float32' || filter.dtype !== 'float32') {
        return shipped.kernelFunc(call);
      }
      return (
        multiplyBack(native, dy, filter, inputShape, info) ??
        convolveTurned(native, dy, filter, inputShape, info) ??
        convolveBack(native, dy, filter, inputShape, info) ??
        shipped.kernelFunc(call)
      );
    },
  });
}

/** With kernels of one pixel, a plain product. */
function multiplyBack(
  native: NativeModule,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  inputShape: Shape4,
  info: Geometry,
): tf.TensorInfo | null {
  if (!isPointwise(info)) return null;
  const out = native.newTensor(inputShape);
  native.exports.multiplyMatrices(
    native.addressOf(dy),
    native.addressOf(filter),
    native.addressOf(out),
    0,
    1,
    info.batchSize * info.outHeight * info.outWidth,
    info.outChannels,
    info.inChannels,
    false,
    true,
    false,
    false,
    0,
  );
  return out;
}

/** Without strides, the convolution of the gradient with the kernel turned by half a circle. */
function convolveTurned(
  native: NativeModule,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  inputShape: Shape4,
  info: Geometry,
): tf.TensorInfo | null {
  if (info.strideHeight > 1 || info.strideWidth > 1) return null;
  const { exports } = native;
  const { top, left } = info.padInfo;
  exports.setConvolution(
    info.outHeight,
    info.outWidth,
    info.outChannels,
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.filterHeight,
    info.filterWidth,
    1,
    1,
    info.dilationHeight,
    info.dilationWidth,
    (info.filterHeight - 1) * info.dilationHeight - top,
    (info.filterWidth - 1) * info.dilationWidth - left,
  );
  if (exports.isBackQuicker(info.batchSize) || !exports.canConvolve()) return null;
  const out = native.newTensor(inputShape);
  const panels = native.allocate(exports.kernelPanelBytes(info.batchSize));
  exports.convolve(
    native.addressOf(dy),
    native.addressOf(filter),
    native.addressOf(out),
    0,
    panels,
    info.batchSize,
    true,
    0,
  );
  native.free(panels);
  return out;
}

function convolveBack(
  native: NativeModule,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  inputShape: Shape4,
  info: Geometry,
): tf.TensorInfo | null {
  const { exports } = native;
  setConvolution(native, info);
  if (!exports.canConvolveBack()) return null;
  const out = native.newTensor(inputShape);
  const panels = native.allocate(exports.tapPanelBytes(info.batchSize));
  exports.convolveBack(
    native.addressOf(dy),
    native.addressOf(filter),
    native.addressOf(out),
    panels,
    info.batchSize,
  );
  native.free(panels);
  return out;
}

type Geometry = tf.backend_util.Conv2DInfo;

/** Where the windows lie; null for channels first. */
function geometryOf(
  inputShape: number[],
  filterShape: number[],
  attributes: ConvolutionAttributes,
): Geometry | null {
  if (attributes.dataFormat === 'NCHW') return null;
  return tf.backend_util.computeConv2DInfo(
    inputShape as Shape4,
    filterShape as Shape4,
    attributes.strides,
    attributes.dilations ?? 1,
    attributes.pad,
    attributes.dimRoundingMode,
    false,
  );
}

function isPointwise(info: Geometry): boolean {
  return (
    info.filterHeight === 1 &&
    info.filterWidth === 1 &&
    info.strideHeight === 1 &&
    info.strideWidth === 1 &&
    info.outHeight === info.inHeight &&
    info.outWidth === info.inWidth
  );
}

export function setConvolution({ exports }: NativeModule, info: Geometry): void {
  exports.setConvolution(
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outHeight,
    info.outWidth,
    info.outChannels,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.dilationHeight,
    info.dilationWidth,
    info.padInfo.top,
    info.padInfo.left,
  );
}

function sizeOf({ shape }: tf.TensorInfo): number {
  return tf.util.sizeFromShape(shape);
}
