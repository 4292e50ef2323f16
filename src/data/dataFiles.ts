import type { Result } from '../base/result';

/**
 * How readers get at bytes, whichever machine they run on: Node's file system, files picked in a
 * browser, Electron's bridge, or the files shipped with the app. Paths are written with `/`.
 */
export interface DataFiles {
  /** The whole content of a file; the error names the path and the reason. */
  read(path: string): Promise<Result<Uint8Array>>;
  /** The files in a folder and below, as paths relative to it, sorted; the error names the folder. */
  list(folder: string): Promise<Result<readonly string[]>>;
}
