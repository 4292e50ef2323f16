import type { Result } from '../../src/base/result';
import { failure, success } from '../../src/base/result';
import type { DataFiles } from '../../src/data/dataFiles';
import type { DataRequest } from './platform';

/**
 * Files that the user chose in the browser, by name, or, for those of a folder, by
 * `folder/…/name`. A file chosen later replaces one of the same name.
 */
export class ChosenFiles implements DataFiles {
  readonly #files = new Map<string, File>();

  /** Takes files in; the value is the paths that they are read by. */
  add(files: readonly File[]): readonly string[] {
    return files.map((file) => {
      const path = file.webkitRelativePath === '' ? file.name : file.webkitRelativePath;
      this.#files.set(path, file);
      return path;
    });
  }

  async read(path: string): Promise<Result<Uint8Array>> {
    const file = this.#files.get(path);
    if (file === undefined) {
      return failure(
        `${path} is not at hand: a browser reads only files chosen since the page was opened. Choose it again.`,
      );
    }
    try {
      return success(new Uint8Array(await file.arrayBuffer()));
    } catch (error) {
      return failure(
        `Cannot read ${path}: ${(error as Error).message}. If it was changed on disk, choose it again.`,
      );
    }
  }

  async list(folder: string): Promise<Result<readonly string[]>> {
    const start = folder === '' || folder.endsWith('/') ? folder : `${folder}/`;
    const inside = [...this.#files.keys()].filter((path) => path.startsWith(start));
    if (inside.length === 0) {
      return failure(
        `The folder ${folder} is not at hand: a browser reads only folders chosen since the page was opened. Choose it again.`,
      );
    }
    return success(inside.map((path) => path.slice(start.length)).sort());
  }
}

/** Has the user choose files with the browser's own dialog; null when cancelled. */
export function askForFiles(request: DataRequest, several: boolean): Promise<File[] | null> {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = several;
  input.webkitdirectory = request.choose === 'folder';
  input.accept = request.extensions.map((extension) => `.${extension}`).join(',');
  return new Promise((resolve) => {
    input.onchange = () => resolve(Array.from(input.files ?? []));
    input.oncancel = () => resolve(null);
    input.click();
  });
}
