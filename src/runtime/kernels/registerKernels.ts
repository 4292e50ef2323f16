import * as tf from '@tensorflow/tfjs';
import { batchMatMul } from './batchMatMul';
import { conv2dBackpropFilter } from './conv2dBackpropFilter';
import { conv2dBackpropInput } from './conv2dBackpropInput';
import { depthwiseConv2dBackpropFilter } from './depthwiseConv2dBackpropFilter';
import { depthwiseConv2dBackpropInput } from './depthwiseConv2dBackpropInput';
import { maxPoolGradient } from './maxPoolGradient';
import { tanh } from './tanh';
import { unsortedSegmentSum } from './unsortedSegmentSum';

/** Kernels that tf.js 4.22 lacks on WASM and training needs. */
const missing: readonly tf.KernelConfig[] = [
  conv2dBackpropFilter,
  depthwiseConv2dBackpropFilter,
  depthwiseConv2dBackpropInput,
  unsortedSegmentSum,
];

/** Kernels that take the place of a shipped one; some hand on to it what they do not do faster. */
const faster: Readonly<Record<string, (shipped: tf.KernelConfig) => tf.KernelConfig>> = {
  BatchMatMul: batchMatMul,
  Conv2DBackpropInput: conv2dBackpropInput,
  MaxPoolGrad: () => maxPoolGradient,
  Tanh: () => tanh,
};

let registered = false;

/**
 * Registers our WASM kernels, once, as soon as the WASM backend's own are loaded; until then it
 * does nothing and says so by returning false.
 */
export function registerKernels(): boolean {
  if (registered) return true;
  const names = Object.keys(faster);
  const shipped = names.map((name) => tf.getKernel(name, 'wasm'));
  if (shipped.some((kernel) => kernel === undefined)) return false;
  for (const kernel of missing) {
    if (!tf.getKernel(kernel.kernelName, 'wasm')) tf.registerKernel(kernel);
  }
  for (const [index, name] of names.entries()) {
    tf.unregisterKernel(name, 'wasm');
    tf.registerKernel(faster[name]!(shipped[index]!));
  }
  registered = true;
  return true;
}
