import { readdir, readFile } from 'node:fs/promises';

type Read<Value> = { readonly ok: true; readonly value: Value } | Failed;

interface Failed {
  readonly ok: false;
  readonly error: string;
}

/** The file system as the readers in data/ take it; paths are relative to the current folder. */
export const nodeFiles = {
  async read(path: string): Promise<Read<Uint8Array>> {
    return readFile(path).then((value) => ({ ok: true, value }), failed);
  },
  async list(folder: string): Promise<Read<readonly string[]>> {
    try {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const paths = entries
        .filter((entry) => entry.isFile())
        .map((entry) => `${entry.parentPath}/${entry.name}`.slice(folder.length + 1))
        .map((path) => path.replaceAll('\\', '/'));
      return { ok: true, value: paths.sort() };
    } catch (error) {
      return failed(error);
    }
  },
};

function failed(error: unknown): Failed {
  return { ok: false, error: error instanceof Error ? error.message : String(error) };
}
