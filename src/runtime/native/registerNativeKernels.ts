import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { joinSteps } from '../corrections/modelExecution';
import { quickenActivationGradients } from './activationGradients';
import { attendAtOnce } from './attentionLayers';
import { elementwiseKernels } from './elementwiseKernels';
import { gatherKernels } from './gatherKernels';
import { joinNormalizations } from './joinedNormalizations';
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
 * Lets our compiled kernels do the work of tf.js's on the WASM backend, which must have started, with
 * up to so many threads; `threadScript` is where browsers find their program. Returns how many there
 * are. Where our kernels can't run, everything stays as it is. May be called any number of times.
 */
export async function registerNativeKernels(
  threads: number,
  threadScript: string | undefined,
): Promise<number> {
  const running = nativeModule();
  if (running !== null) return running.threads;
  const backend = tf.engine().backend as BackendWasm;
  if (!(await startNativeModule(backend, threads, threadScript))) return 1;
  const native = nativeModule() as NativeModule;
  const shippedKernels = Object.keys(replacements).map((name) => tf.getKernel(name, 'wasm'));
  const register = (kernel: tf.KernelConfig): void => {
    tf.unregisterKernel(kernel.kernelName, 'wasm');
    tf.registerKernel(kernel);
  };
  for (const shipped of shippedKernels) {
    register(replacements[shipped.kernelName]!(native)(shipped));
  }
  quickenLayers(native);
  const dispose = backend.dispose.bind(backend);
  backend.dispose = () => {
    native.end();
    for (const shipped of shippedKernels) register(shipped);
    dispose();
  };
  return native.threads;
}

let areLayersQuick = false;

function quickenLayers(native: NativeModule): void {
  if (areLayersQuick) return;
  areLayersQuick = true;
  readSequencesAtOnce(native);
  quickenNormalizationLayers(native);
  joinSteps((plan) => joinNormalizations(native, plan));
  attendAtOnce(native);
  quickenActivationGradients(native);
}
