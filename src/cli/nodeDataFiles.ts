import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { failure, success } from '../base/result';
import type { DataFiles } from '../data/dataFiles';
import { fileProblem } from './openProject';

/** Reads data from the disk; relative paths start at `folder`. */
export function nodeDataFiles(folder: string): DataFiles {
  return {
    async read(file) {
      const place = path.resolve(folder, file);
      try {
        // A project may name anything, also a device that never ends or a pipe that never starts.
        const found = await stat(place);
        if (!found.isFile() && !found.isDirectory()) {
          return failure(`${file}: This is no ordinary file.`);
        }
        return success(new Uint8Array(await readFile(place)));
      } catch (error) {
        return failure(`${file}: ${fileProblem(error)}`);
      }
    },
    async list(listed) {
      try {
        const root = path.resolve(folder, listed);
        const entries = await readdir(root, { recursive: true, withFileTypes: true });
        const files = entries
          .filter((entry) => entry.isFile())
          .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
          .map((file) => file.split(path.sep).join('/'));
        return success(files.sort());
      } catch (error) {
        return failure(`${listed}: ${fileProblem(error)}`);
      }
    },
  };
}
