import * as tf from '@tensorflow/tfjs';

/** The allocator of the WASM backend's module. */
interface Allocator {
  _malloc(bytes: number): number;
  _free(address: number): void;
}

/** What was asked of the allocator while something ran. */
export interface WatchedAllocations {
  /** Lets the peak begin with what is held now. */
  mark(): void;
  /** The most bytes held at one time since then, what was there before the watch left out. */
  peak(): number;
  /** Puts the allocator back. */
  end(): void;
}

/**
 * Adds up everything that is asked of the allocator of the running WASM backend from now on: every
 * tensor, each buffer once, and what kernels take for a while.
 */
export function watchAllocations(): WatchedAllocations {
  const module = (tf.backend() as unknown as { wasm: Allocator }).wasm;
  // At its first call each function puts another in its own place.
  module._free(module._malloc(8));
  const { _malloc: allocate, _free: free } = module;
  const sizes = new Map<number, number>();
  let held = 0;
  let peak = 0;
  module._malloc = (bytes) => {
    const address = allocate(bytes);
    sizes.set(address, bytes);
    held += bytes;
    peak = Math.max(peak, held);
    return address;
  };
  module._free = (address) => {
    held -= sizes.get(address) ?? 0;
    sizes.delete(address);
    free(address);
  };
  return {
    mark() {
      peak = held;
    },
    peak: () => peak,
    end() {
      module._malloc = allocate;
      module._free = free;
    },
  };
}
