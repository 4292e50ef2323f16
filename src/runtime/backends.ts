import * as tf from '@tensorflow/tfjs';
import { failure, type Result, success } from '../base/result';
import {
  findWebGlProcessor,
  findWebGpuProcessor,
  type GraphicsProcessor,
} from './graphicsProcessors';
import { registerNativeKernels } from './native/registerNativeKernels';
import { makeSharedBackend, type WasmFileName } from './native/sharedBackend';
import { threadsFor } from './native/threads';
import { prepareRuntime } from './prepareRuntime';

/** Where tensors live and kernels run. */
export type BackendName = 'webgpu' | 'webgl' | 'wasm' | 'cpu';

/** Every backend, the best first. */
export const backendNames: readonly BackendName[] = ['webgpu', 'webgl', 'wasm', 'cpu'];

/** What a start may be told about the surroundings. */
export interface BackendOptions {
  /**
   * Where the .wasm files of tf.js are: a folder ending in a slash, or each file's own path or URL.
   * Node finds them in node_modules by itself.
   */
  readonly wasmPaths?: string | Readonly<Record<WasmFileName, string>>;
  /**
   * Threads of the WASM backend, by default one for each processor, up to eight. One runs where a
   * page is not cross-origin isolated, or in a window instead of a worker. Results don't depend on it.
   */
  readonly threads?: number;
  /** Where browsers find the program of a helping thread, a module that calls helpThread. */
  readonly threadScript?: string;
  /** Backends that have failed already, and why; 'best' leaves them out. */
  readonly without?: StartedBackend['fallbacks'];
}

export type { WasmFileName };

/** A backend that runs, and why the better ones that were tried do not. */
export interface StartedBackend {
  readonly backend: BackendName;
  /** Processor threads that kernels run on. */
  readonly threads: number;
  readonly fallbacks: readonly { readonly backend: BackendName; readonly reason: string }[];
}

/**
 * Starts a backend and makes it the one that tf.js uses, with our kernels, corrections and layers.
 * 'best' goes down the list until one starts, and leaves out graphics that a program imitates (WASM
 * is several times faster); a named one is started, or the reason given why not.
 * Works in windows, workers, Electron and Node.
 */
export async function startBackend(
  wanted: BackendName | 'best',
  options: BackendOptions = {},
): Promise<Result<StartedBackend>> {
  const { without = [] } = options;
  const fallbacks = [...without];
  const left = backendNames.filter((name) => without.every(({ backend }) => backend !== name));
  for (const backend of wanted === 'best' ? left : [wanted]) {
    const started = await startNamed(backend, options, wanted === 'best');
    if (started.ok) return success({ backend, threads: started.value, fallbacks });
    fallbacks.push({ backend, reason: started.error });
  }
  const reasons = fallbacks.map(({ backend, reason }) => `${backend}: ${reason}`).join(' ');
  return failure(
    wanted === 'best'
      ? `No backend could be started. ${reasons}`
      : `The ${wanted} backend could not be started: ${fallbacks[0]!.reason} Choose another backend.`,
  );
}

/** Starts the backend and returns its threads, or why it does not start. */
async function startNamed(
  backend: BackendName,
  options: BackendOptions,
  hardwareOnly: boolean,
): Promise<Result<number>> {
  try {
    const missing = await loaders[backend](options, hardwareOnly);
    if (missing !== null) return failure(missing);
    silenceNodeBanner();
    prepareRuntime();
    const started = await keepingErrorListeners(() => tf.setBackend(backend));
    if (!started) return failure('tf.js could not initialise it.');
    if (backend !== 'wasm') return success(1);
    return success(await registerNativeKernels(threadsFor(options.threads), options.threadScript));
  } catch (error) {
    return failure(error instanceof Error ? error.message : String(error));
  }
}

type Loader = (options: BackendOptions, hardwareOnly: boolean) => Promise<string | null>;

/** Loads a backend's code, or returns what its surroundings lack. */
const loaders: Record<BackendName, Loader> = {
  async webgpu(_options, hardwareOnly) {
    const missing = missingProcessor(await findWebGpuProcessor(hardwareOnly), hardwareOnly);
    if (missing === null) await import('@tensorflow/tfjs-backend-webgpu');
    return missing;
  },
  async webgl(_options, hardwareOnly) {
    return missingProcessor(findWebGlProcessor(), hardwareOnly);
  },
  async wasm(options) {
    // What was decided for a backend that runs already can no longer change.
    if (tf.engine().registry.wasm) return null;
    await import('@tensorflow/tfjs-backend-wasm');
    if (tf.findBackendFactory('wasm')) tf.removeBackend('wasm');
    tf.registerBackend('wasm', () =>
      makeSharedBackend((file) => readWasmFile(file, options), threadsFor(options.threads) > 1),
    );
    return null;
  },
  async cpu() {
    return null;
  },
};

function missingProcessor(processor: GraphicsProcessor, hardwareOnly: boolean): string | null {
  if (processor.kind === 'none') return processor.reason;
  return hardwareOnly && processor.kind === 'software'
    ? `Its graphics are imitated in software (${processor.name}), which is slower than WASM.`
    : null;
}

/** Reads a .wasm file of tf.js from where the options say it is, in Node by default from node_modules. */
async function readWasmFile(
  file: WasmFileName,
  { wasmPaths }: BackendOptions,
): Promise<Uint8Array> {
  // Asked for at run time, so that bundles for browsers hold nothing of Node.
  const node = (globalThis as { process?: Partial<NodeJS.Process> }).process;
  const getBuiltinModule = node?.versions?.node ? node.getBuiltinModule : undefined;
  const place = typeof wasmPaths === 'object' ? wasmPaths[file] : `${wasmPaths ?? ''}${file}`;
  if (getBuiltinModule) {
    const { createRequire } = getBuiltinModule('node:module');
    const { readFile } = getBuiltinModule('node:fs/promises');
    const shipped = `@tensorflow/tfjs-backend-wasm/dist/${file}`;
    return readFile(wasmPaths ? place : createRequire(import.meta.url).resolve(shipped));
  }
  const response = await fetch(place, { credentials: 'same-origin' });
  if (!response.ok) {
    throw new Error(`${place}: the server answers ${response.status} ${response.statusText}.`);
  }
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * Runs `start` and takes away the listeners for uncaught errors that the WASM backend leaves in
 * Node: they would answer every such error of the program with the module's whole source text.
 */
async function keepingErrorListeners<Value>(start: () => Promise<Value>): Promise<Value> {
  const node = (globalThis as { process?: Partial<NodeJS.Process> }).process;
  if (!node?.rawListeners || !node.off) return start();
  const errors = ['uncaughtException', 'unhandledRejection'] as const;
  const before = errors.map((event) => node.rawListeners!(event));
  try {
    return await start();
  } finally {
    for (const [index, event] of errors.entries()) {
      for (const listener of node.rawListeners(event)) {
        if (!before[index]!.includes(listener)) node.off(event, listener as () => void);
      }
    }
  }
}

/** tf.js's CPU backend advertises another package on its first use in Node. */
function silenceNodeBanner(): void {
  const cpu = tf.findBackend('cpu') as { firstUse?: boolean } | null;
  if (cpu) cpu.firstUse = false;
}
