/** What the package `webgpu` (Dawn) gives, as far as it is used here. */
interface Dawn {
  create(options: readonly string[]): object;
  /** Classes and constants that browsers have as globals: `GPUBufferUsage`, `GPUMapMode`… */
  readonly globals: Readonly<Record<string, unknown>>;
}

/** The loader of graphics drivers on Linux, and where systems keep it. */
const vulkanLoader = 'libvulkan.so.1';
const libraryFolders: readonly string[] = [
  '/usr/lib',
  '/usr/lib64',
  '/usr/local/lib',
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
];

/**
 * Gives Node the `navigator.gpu` of browsers through the optional package `webgpu`, where it is
 * installed; null when it is there, else what is missing. With `onlyIfLikely` Linux is searched for a
 * driver first, because Dawn writes to the terminal where it finds none.
 */
export async function provideWebGpuInNode(onlyIfLikely: boolean): Promise<string | null> {
  // Asked for at run time, so that bundles for browsers hold nothing of Node.
  const node = (globalThis as { process?: Partial<NodeJS.Process> }).process;
  const module = node?.versions?.node ? node.getBuiltinModule?.('node:module') : undefined;
  const files = node?.getBuiltinModule?.('node:fs');
  const addresses = node?.getBuiltinModule?.('node:url');
  if (!module || !files || !addresses) return 'WebGPU is not available here.';
  const folders = [...(node?.env?.LD_LIBRARY_PATH ?? '').split(':'), ...libraryFolders];
  const hasDriver =
    node?.platform !== 'linux' ||
    folders.some((folder) => folder !== '' && files.existsSync(`${folder}/${vulkanLoader}`));
  if (onlyIfLikely && !hasDriver) return `WebGPU found no Vulkan (${vulkanLoader}).`;
  try {
    const entry = module.createRequire(import.meta.url).resolve('webgpu');
    const address = addresses.pathToFileURL(entry).href;
    const { create, globals } = (await import(/* @vite-ignore */ address)) as Dawn;
    Object.assign(globalThis, globals);
    // Node has had a `navigator` of its own since version 21.
    const { navigator = {} } = globalThis as { navigator?: object };
    Object.defineProperty(navigator, 'gpu', { value: create([]), configurable: true });
    Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
    return null;
  } catch (error) {
    const isMissing = (error as { code?: string }).code === 'MODULE_NOT_FOUND';
    return isMissing
      ? 'WebGPU needs the package "webgpu" in Node; install it with npm.'
      : `WebGPU could not be loaded: ${error instanceof Error ? error.message : String(error)}`;
  }
}
