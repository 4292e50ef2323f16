import type { NativeExports } from './compiled/nativeExports';
import type { ThreadStart } from './threads';
import { webAssembly } from './webAssembly';

/**
 * The program of a helping thread: says that it begins and does what the kernels of the thread that
 * asks give out, until that one lets it go.
 */
export function helpThread(
  { module, memory, control, scratch, threads }: ThreadStart,
  sayBegun: () => void,
): void {
  const instance = new webAssembly.Instance(module, { env: { memory } });
  const exports = instance.exports as unknown as NativeExports;
  exports.begin(control, scratch, threads);
  sayBegun();
  exports.help();
}
