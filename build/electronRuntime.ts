import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const packageFolder = path.dirname(require.resolve('electron/package.json'));

/** The version of Electron that the lock file names. */
export const electronVersion: string = require('electron/package.json').version;

/** The script by which Electron's own package fetches its runtime. */
export const electronInstaller = path.join(packageFolder, 'install.js');

/** The name of Electron's program inside a folder of its runtime. */
export const electronProgram =
  process.platform === 'win32'
    ? 'electron.exe'
    : process.platform === 'darwin'
      ? 'Electron.app/Contents/MacOS/Electron'
      : 'electron';

/**
 * The folder of an Electron runtime on this machine: the one that ELECTRON_OVERRIDE_DIST_PATH names,
 * or the one that Electron's package has fetched; null when there is neither.
 */
export function electronFolder(): string | null {
  const folders = [process.env.ELECTRON_OVERRIDE_DIST_PATH, path.join(packageFolder, 'dist')];
  return (
    folders.find(
      (folder) => folder !== undefined && existsSync(path.join(folder, electronProgram)),
    ) ?? null
  );
}

/** Why no window can be opened here, or null. */
export function whyNoWindow(): string | null {
  if (process.platform !== 'linux') return null;
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return DISPLAY || WAYLAND_DISPLAY ? null : 'there is no display (DISPLAY is not set)';
}
