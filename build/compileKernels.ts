/**
 * Compiles the vector kernels (src/runtime/native/assembly, AssemblyScript) to WebAssembly: for memory
 * of one thread and of several, and each with and without relaxed arithmetic.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inputsFingerprint } from './inputsFingerprint';

const sources = 'src/runtime/native/assembly';
const compiled = 'src/runtime/native/compiled';
const stamp = path.join(compiled, 'inputs.txt');

/** The forms of the module, by the names of their files. */
const forms = {
  plain: [],
  plainRelaxed: ['--enable', 'relaxed-simd'],
  shared: ['--enable', 'threads', '--sharedMemory'],
  sharedRelaxed: ['--enable', 'threads', '--sharedMemory', '--enable', 'relaxed-simd'],
} as const;

const options = [
  ...['--optimizeLevel', '3', '--shrinkLevel', '0', '--noAssert'],
  // The memory is tf.js's own: nothing may be laid down in it, and nothing allocated.
  ...['--runtime', 'stub', '--importMemory', '--initialMemory', '0', '--maximumMemory', '65536'],
  ...['--enable', 'simd', '--use', 'abort=', '--disableWarning', '112'],
];

/** Compiles the kernels unless that was done from exactly these sources. */
export async function compileKernels(): Promise<void> {
  const fingerprint = await inputsFingerprint('.', [sources, 'build/compileKernels.ts']);
  if ((await readFile(stamp, 'utf8').catch(() => '')) === fingerprint) return;
  await rm(stamp, { force: true });
  await mkdir(compiled, { recursive: true });
  for (const [form, flags] of Object.entries(forms)) await compileForm(form, flags);
  await writeFile(stamp, fingerprint);
}

async function compileForm(form: string, flags: readonly string[]): Promise<void> {
  const asc = await import('assemblyscript/asc');
  const outputs = new Map<string, Uint8Array | string>();
  const { error, stderr } = await asc.main(
    [`${sources}/index.ts`, '--outFile', 'kernels.wasm', '--bindings', 'raw', ...options, ...flags],
    { writeFile: (name, contents) => void outputs.set(path.basename(name), contents) },
  );
  if (error) throw new Error(`The vector kernels could not be compiled.\n${stderr.toString()}`);
  const module = outputs.get('kernels.wasm') as Uint8Array;
  if (hasSection(module, 11)) {
    throw new Error('The vector kernels must hold no data: it would be laid over tf.js’s memory.');
  }
  const text = Buffer.from(module).toString('base64');
  await writeFile(
    path.join(compiled, `${form}.ts`),
    `/** Made by build/compileKernels.ts. */\nexport const module = '${text}';\n`,
  );
  if (form === 'plain') {
    const declared = String(outputs.get('kernels.d.ts'));
    await writeFile(path.join(compiled, 'nativeExports.ts'), exportsInterface(declared));
  }
}

/** What the module exports, as an interface. */
function exportsInterface(declared: string): string {
  const members = [...declared.matchAll(/export function (\w+\(.*\): \w+;)/g)].map(
    ([, signature]) => `  ${signature}`,
  );
  const constants = [...declared.matchAll(/export const (\w+): \{/g)].map(
    ([, name]) => `  readonly ${name}: { readonly value: number };`,
  );
  return `/** Made by build/compileKernels.ts: what the compiled kernels export. */\nexport interface NativeExports {\n${[...constants, ...members].join('\n')}\n}\n`;
}

/** Whether a WebAssembly module has a section of a kind. */
function hasSection(module: Uint8Array, kind: number): boolean {
  for (let at = 8; at < module.length; ) {
    if (module[at] === kind) return true;
    let size = 0;
    let shift = 0;
    do {
      at++;
      size |= (module[at]! & 0x7f) << shift;
      shift += 7;
    } while (module[at]! & 0x80);
    at += 1 + size;
  }
  return false;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await compileKernels();
