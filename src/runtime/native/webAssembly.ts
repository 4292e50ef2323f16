/** A linear memory, as far as it is used here. */
export interface LinearMemory {
  readonly buffer: ArrayBufferLike;
}

/** A compiled module; it can be sent to other threads. */
export type CompiledModule = { readonly compiledModule: true };

/** WebAssembly as far as it is used here; the libraries that src is checked against know it not. */
interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  compile(bytes: Uint8Array): Promise<CompiledModule>;
  instantiate(
    module: CompiledModule,
    imports: { readonly env: { readonly memory: LinearMemory } },
  ): Promise<{ readonly exports: object }>;
}

/** WebAssembly of the window, worker or Node that this runs in. */
export const webAssembly = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi })
  .WebAssembly;
