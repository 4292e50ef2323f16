import { applyCorrections } from './corrections/applyCorrections';
import { registerKernels } from './kernels/registerKernels';
import { registerLayers } from './layers/registerLayers';

/**
 * Makes tf.js ready for Netloom: our layer classes, the corrections, and, once the WASM backend is
 * loaded, its missing kernels. May be called any number of times.
 */
export function prepareRuntime(): void {
  registerLayers();
  applyCorrections();
  registerKernels();
}
