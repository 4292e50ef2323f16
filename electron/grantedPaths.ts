import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Result } from '../src/base/result';

/**
 * What the window may touch: projects and data that the user chose in a dialog or handed to the
 * application, and the folders that projects lie in. A project from a stranger names its data files
 * itself, so that nothing else may be read in its name.
 */
export class GrantedPaths {
  readonly #projects = new Set<string>();
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();

  /** Lets a project be read and written again, and data in its folder be read. */
  grantProject(file: string): void {
    this.#projects.add(path.resolve(file));
  }

  /** Lets a chosen data file be read. */
  async grantFile(file: string): Promise<void> {
    this.#files.add(await realpath(file).catch(() => path.resolve(file)));
  }

  /** Lets everything in a chosen folder be read. */
  async grantFolder(folder: string): Promise<void> {
    this.#folders.add(await realpath(folder).catch(() => path.resolve(folder)));
  }

  /** Whether the user opened or saved this project since the start. */
  isProject(file: string): boolean {
    return this.#projects.has(path.resolve(file));
  }

  /**
   * The real place of a data file or folder, `asked` being absolute or relative to the project's
   * folder; an error when it lies where the user did not point, through links included.
   */
  async data(project: string | null, asked: string): Promise<Result<string>> {
    const home = project !== null && this.isProject(project) ? path.dirname(project) : null;
    if (home === null && !path.isAbsolute(asked)) {
      return {
        ok: false,
        error: `${asked} is looked for beside the project. Save the project first, or choose the file again.`,
      };
    }
    const place = await realpath(path.resolve(home ?? '/', asked)).catch(() => null);
    if (place === null) return { ok: false, error: `Cannot read ${asked}: there is no such file.` };
    const homes = home === null ? [] : [await realpath(home).catch(() => home)];
    const allowed =
      this.#files.has(place) || [...this.#folders, ...homes].some((one) => liesIn(one, place));
    if (allowed) return { ok: true, value: place };
    return {
      ok: false,
      error: `${asked} lies outside the project's folder and was not chosen by you since Netloom started. Choose the file again.`,
    };
  }
}

/** Whether `place` is `folder` itself or lies below it. */
export function liesIn(folder: string, place: string): boolean {
  const relative = path.relative(folder, place);
  return relative === '' || !(relative.split(path.sep)[0] === '..' || path.isAbsolute(relative));
}
