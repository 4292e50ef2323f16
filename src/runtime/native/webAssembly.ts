/** A linear memory, as far as it is used here. */
export interface LinearMemory {
  readonly buffer: ArrayBufferLike;
}

/** A compiled module; it can be sent to other threads. */
export type CompiledModule = { readonly compiledModule: true };

/** A module at work. */
export interface ModuleInstance {
  readonly exports: object;
}

/** WebAssembly as far as it is used here; the libraries that src is checked against know it not. */
interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  compile(bytes: Uint8Array): Promise<CompiledModule>;
  instantiate(module: CompiledModule, imports: object): Promise<ModuleInstance>;
  readonly Instance: new (module: CompiledModule, imports: object) => ModuleInstance;
}

/** WebAssembly of the window, worker or Node that this runs in. */
export const webAssembly = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi })
  .WebAssembly;

/** Where the memory of a module is described in its bytes: whether it has a largest size, is shared… */
const memorySection = 5;
const hasMaximum = 1;
const hasMaximumAndIsShared = 3;

/**
 * The same module with a memory that other threads can work on, too; null where its memory has no
 * largest size, which a shared one must have. A module that starts no threads works on a shared
 * memory as on one of its own.
 */
export function withSharedMemory(module: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const section = findSection(module, memorySection);
  // A count of one memory, then its flags.
  if (section === null || module[section] !== 1 || module[section + 1] !== hasMaximum) return null;
  const shared = new Uint8Array(module);
  shared[section + 1] = hasMaximumAndIsShared;
  return shared;
}

/** Where the contents of a module's section begin, or null. */
function findSection(module: Uint8Array, wanted: number): number | null {
  for (let at = 8; at < module.length; ) {
    const kind = module[at];
    let size = 0;
    let shift = 0;
    do {
      at++;
      size |= (module[at]! & 0x7f) << shift;
      shift += 7;
    } while (module[at]! & 0x80);
    at++;
    if (kind === wanted) return at;
    at += size;
  }
  return null;
}
