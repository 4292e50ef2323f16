import { failure, success } from '../../../src/base/result';
import type { DataFiles } from '../../../src/data/dataFiles';

/** Files that live in memory, by their whole path. */
export function memoryDataFiles(contents: ReadonlyMap<string, Uint8Array>): DataFiles {
  return {
    async read(path) {
      const bytes = contents.get(path);
      return bytes ? success(bytes) : failure(`${path}: there is no such file.`);
    },
    async list(folder) {
      const paths = [...contents.keys()]
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1));
      return paths.length > 0
        ? success(paths.sort())
        : failure(`${folder}: there is no such folder.`);
    },
  };
}
