import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

const everything = [
  'build',
  'electron',
  'renderer',
  'src',
  'templates',
  'package-lock.json',
  'tsconfig.json',
  'vite.config.ts',
];

/** A text that changes when a file that goes into the build is added, removed, or written. */
export async function inputsFingerprint(
  root = '.',
  inputs: readonly string[] = everything,
): Promise<string> {
  const hash = createHash('sha256');
  for (const input of inputs) await add(path.join(root, input), hash);
  return hash.digest('hex');
}

async function add(place: string, hash: ReturnType<typeof createHash>): Promise<void> {
  const found = await stat(place).catch(() => null);
  if (found === null) return;
  if (!found.isDirectory()) {
    hash.update(`${place}\0${found.size}\0${found.mtimeMs}\n`);
    return;
  }
  for (const name of (await readdir(place)).sort()) await add(path.join(place, name), hash);
}
