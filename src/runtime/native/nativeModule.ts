import type * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { NativeExports } from './compiled/nativeExports';
import { startThreads } from './threads';
import { type CompiledModule, type LinearMemory, webAssembly } from './webAssembly';

/** Our compiled kernels, at work on the memory of tf.js's WASM backend. */
export interface NativeModule {
  readonly exports: NativeExports;
  /** How many threads work, this one included. */
  readonly threads: number;
  /** Memory for a while, in bytes; 0 bytes are at address 0. Give it back with `free`. */
  allocate(bytes: number): number;
  free(address: number): void;
  /** Where the values of a tensor begin. */
  addressOf(tensor: tf.TensorInfo): number;
  /** A new tensor whose values are still to be written. */
  newTensor(shape: number[], dtype?: 'float32' | 'int32' | 'bool'): tf.TensorInfo;
  /** Lets the other threads go, when the backend does; the kernels are at an end. */
  end(): void;
}

/** The parts of Emscripten's module that are used here. */
interface EmscriptenModule {
  _malloc(bytes: number): number;
  _free(address: number): void;
  readonly asm?: { readonly memory?: LinearMemory };
  readonly wasmMemory?: LinearMemory;
}

/** One object for all backends that come after one another, since layers keep it. */
const native = {} as NativeModule;
let isRunning = false;

/** The kernels of the running WASM backend; null before it started and where they can't run. */
export function nativeModule(): NativeModule | null {
  return isRunning ? native : null;
}

/**
 * Starts our compiled kernels on the memory of a WASM backend that runs, with up to so many threads.
 * False where the surroundings have no vector instructions, or tf.js does not say where its memory is.
 */
export async function startNativeModule(
  backend: BackendWasm,
  wantedThreads: number,
  threadScript: string | undefined,
): Promise<boolean> {
  if (isRunning) return true;
  const emscripten = backend.wasm as unknown as EmscriptenModule;
  const memory = emscripten.asm?.memory ?? emscripten.wasmMemory;
  if (!memory) return false;
  const isShared =
    typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
  const module = await compile(isShared ? 'shared' : 'plain');
  if (!module) return false;
  const instance = await webAssembly.instantiate(module, { env: { memory } });
  const exports = instance.exports as unknown as NativeExports;
  const allocate = (bytes: number): number => {
    if (bytes === 0) return 0;
    const address = emscripten._malloc(bytes);
    if (address === 0) {
      throw new Error(
        `The WASM backend has no ${Math.ceil(bytes / 2 ** 20)} MiB left for a while.`,
      );
    }
    return address >>> 0;
  };
  const { dataIdMap } = backend as unknown as {
    readonly dataIdMap: { get(dataId: tf.DataId): { readonly memoryOffset: number } };
  };
  const control = allocateAligned(allocate, exports.CONTROL_BYTES.value);
  const newScratch = (): number => allocateAligned(allocate, exports.THREAD_BYTES.value);
  const starts = Array.from({ length: isShared ? wantedThreads - 1 : 0 }, () => ({
    ...{ module, memory, control, scratch: newScratch(), threads: wantedThreads },
  }));
  new Uint8Array(memory.buffer, control, exports.CONTROL_BYTES.value).fill(0);
  const threads = 1 + (await startThreads(starts, threadScript));
  exports.begin(control, newScratch(), threads);
  const started: NativeModule = {
    exports,
    threads,
    allocate,
    free: (address) => {
      if (address !== 0) emscripten._free(address);
    },
    addressOf: ({ dataId }) => dataIdMap.get(dataId as tf.DataId).memoryOffset,
    newTensor: (shape, dtype = 'float32') => backend.makeOutput(shape, dtype),
    end: () => {
      exports.dismiss();
      isRunning = false;
    },
  };
  Object.assign(native, started);
  isRunning = true;
  return true;
}

/** Memory that is never given back, at the beginning of a line of the cache. */
function allocateAligned(allocate: (bytes: number) => number, bytes: number): number {
  return (allocate(bytes + 64) + 63) & ~63;
}

/** Compiles the quickest form that runs here; null where none does. */
async function compile(memory: 'plain' | 'shared'): Promise<CompiledModule | null> {
  const forms =
    memory === 'plain'
      ? [() => import('./compiled/plainRelaxed'), () => import('./compiled/plain')]
      : [() => import('./compiled/sharedRelaxed'), () => import('./compiled/shared')];
  for (const form of forms) {
    const { module } = await form();
    const bytes = Uint8Array.from(atob(module), (character) => character.charCodeAt(0));
    if (webAssembly.validate(bytes)) return webAssembly.compile(bytes);
    allowRelaxedVectors();
    if (webAssembly.validate(bytes)) return webAssembly.compile(bytes);
  }
  return null;
}

/** Node 20 has relaxed vector instructions, but hides them behind a flag; every later one has them on. */
function allowRelaxedVectors(): void {
  const node = (globalThis as { process?: Partial<NodeJS.Process> }).process;
  const v8 = node?.versions?.node ? node.getBuiltinModule?.('node:v8') : undefined;
  v8?.setFlagsFromString('--experimental-wasm-relaxed-simd');
}
