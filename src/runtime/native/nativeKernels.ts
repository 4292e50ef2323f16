import type * as tf from '@tensorflow/tfjs';
import type { NativeModule } from './nativeModule';

/**
 * Kernels of tf.js by name, whose work our compiled ones do: from the shipped one, to which they hand
 * on what they can't do, they make another.
 */
export type NativeKernels = Readonly<
  Record<string, (native: NativeModule) => (shipped: tf.KernelConfig) => tf.KernelConfig>
>;
