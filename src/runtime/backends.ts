import * as tf from '@tensorflow/tfjs';
import { failure, type Result, success } from '../base/result';
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
   * Threads of the WASM backend; by default one per processor. Pages without cross-origin isolation
   * and Node have one thread whatever is asked for.
   */
  readonly threads?: number;
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
 * 'best' goes down the list until one starts; a named one is started or the reason given why not.
 * Works in windows, workers, Electron and Node.
 */
export async function startBackend(
  wanted: BackendName | 'best',
  options: BackendOptions = {},
): Promise<Result<StartedBackend>> {
  const fallbacks: { backend: BackendName; reason: string }[] = [];
  for (const backend of wanted === 'best' ? backendNames : [wanted]) {
    const reason = await reasonNotStarted(backend, options);
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
): Promise<string | null> {
  try {
    const missing = await loaders[backend](options);
    if (missing !== null) return missing;
    silenceNodeBanner();
    prepareRuntime();
    if (!(await tf.setBackend(backend))) return 'tf.js could not initialise it.';
    await tf.ready();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Loads a backend's code, or returns what its surroundings lack. */
const loaders: Record<BackendName, (options: BackendOptions) => Promise<string | null>> = {
  async webgpu() {
    const gpu = (globalThis as { navigator?: { gpu?: GraphicsProcessors } }).navigator?.gpu;
    if (!gpu) return 'WebGPU is not available here.';
    // Without an adapter tf.js fails with a TypeError that tells nobody anything.
    if (!(await gpu.requestAdapter())) return 'WebGPU found no graphics processor.';
    await import('@tensorflow/tfjs-backend-webgpu');
    return null;
  },
  async webgl() {
    const surroundings = globalThis as { document?: unknown; OffscreenCanvas?: unknown };
    if (!surroundings.document && !surroundings.OffscreenCanvas) {
      return 'WebGL needs a window, or a worker with OffscreenCanvas.';
    }
    return tf.env().getNumber('WEBGL_VERSION') > 0 ? null : 'WebGL found no graphics processor.';
  },
  async wasm(options) {
    const wasm = await import('@tensorflow/tfjs-backend-wasm');
    const paths = options.wasmPaths ?? wasmFolderInNode();
    // The paths and threads of a backend that runs already can no longer change.
    if (tf.engine().registry.wasm) return null;
    if (paths !== null) wasm.setWasmPaths(paths);
    if (options.threads !== undefined) wasm.setThreadsCount(options.threads);
    return null;
  },
  async cpu() {
    return null;
  },
};

interface GraphicsProcessors {
  requestAdapter(): Promise<object | null>;
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

/** tf.js's CPU backend advertises another package on its first use in Node. */
function silenceNodeBanner(): void {
  const cpu = tf.findBackend('cpu') as { firstUse?: boolean } | null;
  if (cpu) cpu.firstUse = false;
}
