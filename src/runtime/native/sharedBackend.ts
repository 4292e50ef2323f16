import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type CompiledModule, webAssembly, withSharedMemory } from './webAssembly';

/** The files of tf.js's WASM backend that are used: plain, and with vector instructions. */
export type WasmFileName = 'tfjs-backend-wasm.wasm' | 'tfjs-backend-wasm-simd.wasm';

/** What tf.js's backend is made from. */
type BackendModule = ConstructorParameters<typeof BackendWasm>[0];

/** What Emscripten's factory takes, as far as it is used here. */
interface FactoryOptions {
  instantiateWasm(
    imports: object,
    use: (instance: object, module: CompiledModule) => void,
  ): Readonly<Record<string, never>>;
}

/** What the made module has besides its exports. */
interface EmscriptenModule {
  cwrap(name: string, returns: 'number' | null, takes: readonly 'number'[]): () => unknown;
  tfjs?: object;
}

/**
 * tf.js's WASM backend on a memory that other threads can share, where `wantsSharedMemory` and the
 * surroundings allow that, else on one of its own. tf.js itself has threads only by Emscripten's:
 * eight workers from blob: scripts, which hang in Node, beside a slower allocator. Since our own
 * threads need nothing but the memory, this is its module of one thread, with a shared memory.
 */
export async function makeSharedBackend(
  read: (file: WasmFileName) => Promise<Uint8Array>,
  wantsSharedMemory: boolean,
): Promise<BackendWasm> {
  const [{ BackendWasm: Backend }, factoryModule] = await Promise.all([
    import('@tensorflow/tfjs-backend-wasm'),
    import('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.js'),
  ]);
  const factory = factoryModule.default as unknown as (
    options: FactoryOptions,
  ) => Promise<EmscriptenModule>;
  const hasVectors = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  const bytes = await read(hasVectors ? 'tfjs-backend-wasm-simd.wasm' : 'tfjs-backend-wasm.wasm');
  const module = await new Promise<EmscriptenModule>((resolve, reject) => {
    const options: FactoryOptions = {
      instantiateWasm(imports, use) {
        instantiate(bytes, hasVectors === true && wantsSharedMemory, imports)
          .then(({ instance, compiled }) => use(instance, compiled))
          .catch(reject);
        return {};
      },
    };
    factory(options).then(resolve, reject);
  });
  // The same names as in tf.js's own start of the backend.
  module.tfjs = {
    init: module.cwrap('init', null, []),
    initWithThreadsCount: module.cwrap('init_with_threads_count', null, ['number']),
    getThreadsCount: module.cwrap('get_threads_count', 'number', []),
    registerTensor: module.cwrap('register_tensor', null, ['number', 'number', 'number']),
    disposeData: module.cwrap('dispose_data', null, ['number']),
    dispose: module.cwrap('dispose', null, []),
  };
  return new Backend(module as unknown as BackendModule);
}

async function instantiate(
  bytes: Uint8Array,
  wantsSharedMemory: boolean,
  imports: object,
): Promise<{ instance: object; compiled: CompiledModule }> {
  const start = async (form: Uint8Array) => {
    const compiled = await webAssembly.compile(form);
    return { instance: await webAssembly.instantiate(compiled, imports), compiled };
  };
  const shared = wantsSharedMemory ? withSharedMemory(bytes) : null;
  // Some devices have no room in which a shared memory could grow, and refuse it.
  return shared ? start(shared).catch(() => start(bytes)) : start(bytes);
}
