import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { quickenActivationGradients } from './activationGradients';
import { attendAtOnce } from './attentionLayers';
import { elementwiseKernels } from './elementwiseKernels';
import { gatherKernels } from './gatherKernels';
import type { NativeKernels } from './nativeKernels';
import { type NativeModule, nativeModule, startNativeModule } from './nativeModule';
import { normalizationKernels } from './normalizationKernels';
import { quickenNormalizationLayers } from './normalizationLayers';
import { productKernels } from './productKernels';
import { readSequencesAtOnce } from './recurrentLayers';
import { windowKernels } from './windowKernels';

/** Kernels whose work our compiled ones do. */
const replacements: NativeKernels = {
  ...productKernels,
  ...windowKernels,
  ...normalizationKernels,
  ...elementwiseKernels,
  ...gatherKernels,
};

/**
 * Lets our compiled kernels do the work of tf.js's on the WASM backend, which must have started.
 * Where they can't run, everything stays as it is. May be called any number of times.
 */
export async function registerNativeKernels(): Promise<void> {
  if (nativeModule() !== null) return;
  const backend = tf.engine().backend as BackendWasm;
  if (!(await startNativeModule(backend))) return;
  const native = nativeModule() as NativeModule;
  for (const [name, replacement] of Object.entries(replacements)) {
    const shipped = tf.getKernel(name, 'wasm');
    tf.unregisterKernel(name, 'wasm');
    tf.registerKernel(replacement(native)(shipped));
  }
  readSequencesAtOnce(native);
  quickenNormalizationLayers(native);
  attendAtOnce(native);
  quickenActivationGradients(native);
}
