import * as tf from '@tensorflow/tfjs';
import { failure, type Result, success } from '../base/result';
import {
  findWebGlProcessor,
  findWebGpuProcessor,
  type GraphicsProcessor,
} from './graphicsProcessors';
import { registerNativeKernels } from './native/registerNativeKernels';
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
   * Threads of the WASM backend, one by default and always in Node. More need a page that is
   * cross-origin isolated, a content security policy that lets blob: workers import blob: scripts,
   * and a bundle in which the factory of the threaded module stands alone (tf.js hands its source
   * text to the threads); where one of these lacks, tf.js waits for its threads for ever.
   */
  readonly threads?: number;
  /** Backends that have failed already, and why; 'best' leaves them out. */
  readonly without?: StartedBackend['fallbacks'];
}

/** The files of the WASM backend: plain, with vector instructions, and with threads too. */
export type WasmFileName =
  | 'tfjs-backend-wasm.wasm'
  | 'tfjs-backend-wasm-simd.wasm'
  | 'tfjs-backend-wasm-threaded-simd.wasm';

/** A backend that runs, and why the better ones that were tried do not. */
export interface StartedBackend {
  readonly backend: BackendName;
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
    const reason = await reasonNotStarted(backend, options, wanted === 'best');
    if (reason === null) return success({ backend, fallbacks });
    fallbacks.push({ backend, reason });
  }
  const reasons = fallbacks.map(({ backend, reason }) => `${backend}: ${reason}`).join(' ');
  return failure(
    wanted === 'best'
      ? `No backend could be started. ${reasons}`
      : `The ${wanted} backend could not be started: ${fallbacks[0]!.reason} Choose another backend.`,
  );
}

/** Starts the backend and returns null, or returns why it does not start. */
async function reasonNotStarted(
  backend: BackendName,
  options: BackendOptions,
  hardwareOnly: boolean,
): Promise<string | null> {
  try {
    const missing = await loaders[backend](options, hardwareOnly);
    if (missing !== null) return missing;
    silenceNodeBanner();
    prepareRuntime();
    const started = await keepingErrorListeners(() => tf.setBackend(backend));
    if (!started) return 'tf.js could not initialise it.';
    if (backend === 'wasm') await registerNativeKernels();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
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
    const wasm = await import('@tensorflow/tfjs-backend-wasm');
    const paths = options.wasmPaths ?? wasmFolderInNode();
    // The paths and threads of a backend that runs already can no longer change.
    if (tf.engine().registry.wasm) return null;
    if (paths !== null) wasm.setWasmPaths(paths);
    if ((options.threads ?? 1) > 1) wasm.setThreadsCount(options.threads!);
    else tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
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

/** The folder of the .wasm files in Node, with a slash at its end; null elsewhere. */
function wasmFolderInNode(): string | null {
  // Asked for at run time, so that bundles for browsers hold nothing of Node.
  const node = (globalThis as { process?: Partial<NodeJS.Process> }).process;
  const module = node?.versions?.node ? node.getBuiltinModule?.('node:module') : undefined;
  if (!module) return null;
  const entry = module
    .createRequire(import.meta.url)
    .resolve('@tensorflow/tfjs-backend-wasm/package.json');
  return `${entry.slice(0, -'package.json'.length)}dist/`;
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
