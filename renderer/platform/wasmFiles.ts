import plainWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedWasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import type { WasmFileName } from '../../src/runtime/backends';

/** The address of a file of the app, as seen from outside this script. */
function absolute(address: string): string {
  return new URL(address, self.location.href).href;
}

/** Where a worker of the app finds the files of tf.js' WASM backend. */
export const wasmFiles: Readonly<Record<WasmFileName, string>> = {
  'tfjs-backend-wasm.wasm': absolute(plainWasm),
  'tfjs-backend-wasm-simd.wasm': absolute(simdWasm),
  'tfjs-backend-wasm-threaded-simd.wasm': absolute(threadedWasm),
};
