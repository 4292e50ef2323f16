/**
 * The flag with which this Node lets WebAssembly fuse multiplications and additions, as Electron and
 * Chromium always do; none where Node needs it no more.
 */
export function relaxedArithmetic(): readonly string[] {
  const flag = '--experimental-wasm-relaxed-simd';
  return Number(process.versions.node.split('.')[0]) < 22 ? [flag] : [];
}
