import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type InlineConfig } from 'vite';

/** One program for Node or for Electron's main side: where it starts and where it goes. */
interface NodeBundle {
  readonly entry: string;
  readonly folder: string;
  readonly file: string;
  readonly format: 'es' | 'cjs';
  /** Whether packages go into the file (the packaged app ships no node_modules). */
  readonly bundlesPackages: boolean;
}

const electronMain: NodeBundle = {
  entry: 'electron/main.ts',
  folder: 'dist/electron',
  file: 'main.js',
  format: 'es',
  bundlesPackages: true,
};
/** A sandboxed preload script must be CommonJS. */
const electronPreload: NodeBundle = {
  ...electronMain,
  entry: 'electron/preload.ts',
  file: 'preload.cjs',
  format: 'cjs',
};
const command: NodeBundle = {
  entry: 'src/cli/main.ts',
  folder: 'dist/cli',
  file: 'netloom.js',
  format: 'es',
  bundlesPackages: false,
};

/** Writes `dist/electron/main.js` and `dist/electron/preload.cjs`. */
export async function buildElectron(): Promise<void> {
  await rm(electronMain.folder, { recursive: true, force: true });
  await Promise.all([electronMain, electronPreload].map((one) => build(configured(one))));
}

/** Writes `dist/cli/netloom.js`, executable, and links it as `node_modules/.bin/netloom`. */
export async function buildCommand(): Promise<void> {
  await rm(command.folder, { recursive: true, force: true });
  await build(configured(command));
  const program = path.join(command.folder, command.file);
  await chmod(program, 0o755);
  await linkCommand(program);
}

function configured(bundle: NodeBundle): InlineConfig {
  return {
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      ssr: bundle.entry,
      target: 'node20.19',
      outDir: bundle.folder,
      // Several bundles share a folder.
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        external: ['electron'],
        output: {
          format: bundle.format,
          entryFileNames: bundle.file,
          chunkFileNames: '[name]-[hash].js',
          banner: (chunk) => (bundle === command && chunk.isEntry ? '#!/usr/bin/env node' : ''),
        },
      },
    },
    ssr: bundle.bundlesPackages ? { noExternal: true } : {},
  };
}

/**
 * Makes `npx netloom` find the command in a clone. npm links the commands of dependencies only, and
 * for a command of the package itself npx would first install the clone into its own cache.
 */
async function linkCommand(program: string): Promise<void> {
  const folder = path.join('node_modules', '.bin');
  const link = path.join(folder, 'netloom');
  const target = path.relative(folder, program);
  await mkdir(folder, { recursive: true });
  await rm(link, { force: true });
  if (process.platform === 'win32') {
    await writeFile(`${link}.cmd`, `@node "%~dp0\\${target}" %*\r\n`);
    await writeFile(
      link,
      `#!/bin/sh\nexec node "$(dirname "$0")/${target.replaceAll('\\', '/')}" "$@"\n`,
    );
  } else {
    await symlink(target, link);
  }
}
