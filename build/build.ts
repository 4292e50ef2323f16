/** `npm run build`: the app of the window, Electron's side of it, and the command. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import rendererConfig from '../vite.config';
import { compileKernels } from './compileKernels';
import { inputsFingerprint } from './inputsFingerprint';
import { buildCommand, buildElectron } from './nodeBundles';

const stamp = 'dist/inputs.txt';

/** Builds everything into `dist/`. */
export async function buildEverything(): Promise<void> {
  await compileKernels();
  const fingerprint = await inputsFingerprint();
  // Removed first: a build that fails half-way must not pass for a finished one.
  await rm(stamp, { force: true });
  await buildElectron();
  await buildCommand();
  await build({ ...rendererConfig, configFile: false, logLevel: 'warn' });
  await mkdir('dist', { recursive: true });
  await writeFile(stamp, fingerprint);
}

/** Builds unless `dist/` was made from exactly these sources; true when there was something to do. */
export async function buildIfChanged(say: (line: string) => void): Promise<boolean> {
  const built = await readFile(stamp, 'utf8').catch(() => '');
  if (built === (await inputsFingerprint())) return false;
  say('Building (only when something changed)…');
  await buildEverything();
  return true;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const start = performance.now();
  if (process.argv.includes('--if-changed')) await buildIfChanged(console.log);
  else await buildEverything();
  console.log(`dist/ is ready after ${((performance.now() - start) / 1000).toFixed(1)} s.`);
}
