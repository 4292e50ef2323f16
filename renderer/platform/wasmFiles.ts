import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import type { BackendOptions } from '../../src/runtime/backends';
import threadScript from './helpingThread?worker&url';

/** The address of a file of the app, as seen from outside this script. */
function absolute(address: string): string {
  return new URL(address, self.location.href).href;
}

/** Where a worker of the app finds the files of the WASM backend. */
export const wasmFiles: Pick<BackendOptions, 'wasmPaths' | 'threadScript'> = {
  wasmPaths: {
    'tfjs-backend-wasm.wasm': absolute(plainWasm),
    'tfjs-backend-wasm-simd.wasm': absolute(simdWasm),
  },
  threadScript: absolute(threadScript),
};
