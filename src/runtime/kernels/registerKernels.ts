import * as tf from '@tensorflow/tfjs';
import { batchMatMul } from './batchMatMul';
import { conv2dBackpropFilter } from './conv2dBackpropFilter';
import { conv2dBackpropInput } from './conv2dBackpropInput';
import { conv3dBackpropFilter } from './conv3dBackpropFilter';
import { conv3dBackpropInput } from './conv3dBackpropInput';
import { depthwiseConv2dBackpropFilter } from './depthwiseConv2dBackpropFilter';
import { depthwiseConv2dBackpropInput } from './depthwiseConv2dBackpropInput';
import { maxPoolGradient } from './maxPoolGradient';
import { oneHot } from './oneHot';
import { resizeBilinearGradient } from './resizeBilinearGradient';
import { resizeNearestNeighborGradient } from './resizeNearestNeighborGradient';
import { writtenSamePadding } from './samePadding';
import { tanh } from './tanh';
import { unsortedSegmentSum } from './unsortedSegmentSum';

/** Kernels that tf.js 4.22 lacks on WASM and training needs. */
const missing: readonly tf.KernelConfig[] = [
  conv2dBackpropFilter,
  depthwiseConv2dBackpropFilter,
  depthwiseConv2dBackpropInput,
  unsortedSegmentSum,
];

/** Kernels that take the place of a shipped one that is slow or wrong; some hand on to it. */
const better: Readonly<Record<string, (shipped: tf.KernelConfig) => tf.KernelConfig>> = {
  BatchMatMul: batchMatMul,
  Conv2D: writtenSamePadding,
  FusedConv2D: writtenSamePadding,
  DepthwiseConv2dNative: writtenSamePadding,
  FusedDepthwiseConv2D: writtenSamePadding,
  Conv2DBackpropInput: conv2dBackpropInput,
  Conv3DBackpropFilterV2: () => conv3dBackpropFilter,
  Conv3DBackpropInputV2: () => conv3dBackpropInput,
  MaxPoolGrad: () => maxPoolGradient,
  OneHot: () => oneHot,
  ResizeBilinearGrad: () => resizeBilinearGradient('wasm'),
  ResizeNearestNeighborGrad: () => resizeNearestNeighborGradient('wasm'),
  Tanh: () => tanh,
};

let registeredOnCpu = false;
let registeredOnWasm = false;

/**
 * Registers our kernels, each backend's once: the CPU backend's at once, the WASM backend's as soon
 * as its own are loaded. May be called any number of times.
 */
export function registerKernels(): void {
  if (!registeredOnCpu) {
    registeredOnCpu = true;
    replaceKernel(resizeBilinearGradient('cpu'));
    replaceKernel(resizeNearestNeighborGradient('cpu'));
  }
  const names = Object.keys(better);
  const shipped = names.map((name) => tf.getKernel(name, 'wasm'));
  if (registeredOnWasm || shipped.some((kernel) => kernel === undefined)) return;
  registeredOnWasm = true;
  for (const kernel of missing) tf.registerKernel(kernel);
  for (const [index, name] of names.entries()) replaceKernel(better[name]!(shipped[index]!));
}

function replaceKernel(kernel: tf.KernelConfig): void {
  tf.unregisterKernel(kernel.kernelName, kernel.backendName);
  tf.registerKernel(kernel);
}
