import * as tf from '@tensorflow/tfjs';

/** What the running backend can hold, in bytes; null where nothing is known to limit it. */
export interface BackendMemory {
  /** All tensors together, with what is held already taken off. */
  readonly totalBytes: number | null;
  /** One tensor. */
  readonly tensorBytes: number | null;
}

/** What the module of tf.js's WASM backend grows to: 4 GiB less a page (`emscripten_get_heap_max`). */
const wasmHeapBytes = 2 ** 32 - 2 ** 16;
/** The share of a heap that tensors fill: what is freed leaves gaps into which not everything fits. */
const filledShare = 0.95;

/** The limits of a WebGPU device that tensors meet. */
interface DeviceLimits {
  readonly maxBufferSize: number;
  readonly maxStorageBufferBindingSize: number;
}

/** What the running backend can hold. */
export function backendMemory(): BackendMemory {
  switch (tf.getBackend()) {
    case 'wasm': {
      const totalBytes = Math.floor(wasmHeapBytes * filledShare) - tf.memory().numBytes;
      return { totalBytes, tensorBytes: totalBytes };
    }
    case 'webgpu': {
      const { device } = tf.backend() as unknown as { readonly device: { limits: DeviceLimits } };
      const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
      // How much memory a processor has, WebGPU does not tell.
      return {
        totalBytes: null,
        tensorBytes: Math.min(maxBufferSize, maxStorageBufferBindingSize),
      };
    }
    case 'webgl': {
      // One number a pixel, of textures as large as they may be.
      const size = tf.env().getNumber('WEBGL_MAX_TEXTURE_SIZE');
      return { totalBytes: null, tensorBytes: 4 * size * size };
    }
    default:
      return { totalBytes: null, tensorBytes: null };
  }
}
