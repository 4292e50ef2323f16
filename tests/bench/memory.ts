/**
 * `tsx tests/bench/memory.ts MODEL`, started by the benchmark: trains a model for some steps and
 * prints the bytes that Netloom says it takes at most and those that it took, as a line of JSON.
 * Counted is what is asked of the allocator of the WASM backend: every tensor, each buffer once, and
 * what kernels take for a while.
 */
import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../src/runtime/backends';
import { benchModels } from './models';
import { netloomSide, predictedPeakBytes } from './netloomSide';

/** The allocator of the backend's module. */
interface Allocator {
  _malloc(bytes: number): number;
  _free(address: number): void;
}

const started = await startBackend('wasm');
if (!started.ok) throw new Error(started.error);
const model = benchModels[process.argv[2] ?? '']?.make('usual');
if (!model) throw new Error(`There is no model ${process.argv[2]}.`);
const watched = watchAllocations();
const side = await netloomSide(model);
for (let step = 0; step < 3; step++) tf.dispose([...side.step()]);
const answer = { predicted: predictedPeakBytes(model), measured: watched.peak() };
process.stdout.write(`${JSON.stringify(answer)}\n`);
process.exit(0);

/** Adds up everything that is allocated from now on. */
function watchAllocations(): { peak(): number } {
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
  return { peak: () => peak };
}
