import { mkdir, readdir, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { Result } from '../src/base/result';
import type { RecoveryEntry } from './bridge';
import { readText, reasonOf, writeWhole } from './diskFiles';

const ending = '.recovery.netloom';

/** Work kept against a crash, one file a key. */
export class RecoveryFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Keeps a text; null forgets it. The key must be fit for a file name. */
  async write(key: string, text: string | null): Promise<Result<null>> {
    const file = path.join(this.#folder, key + ending);
    try {
      if (text === null) {
        await unlink(file).catch((error) => {
          if (error.code !== 'ENOENT') throw error;
        });
        return { ok: true, value: null };
      }
      await mkdir(this.#folder, { recursive: true });
    } catch (error) {
      return { ok: false, error: `Cannot keep a recovery copy in ${file}: ${reasonOf(error)}.` };
    }
    const written = await writeWhole(file, text);
    return written.ok ? { ok: true, value: null } : written;
  }

  /** Everything kept, latest first; what can't be read is left out, and left where it is. */
  async read(): Promise<readonly RecoveryEntry[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const entries = await Promise.all(
      names.filter((name) => name.endsWith(ending)).map((name) => this.#entry(name)),
    );
    return entries
      .filter((entry) => entry !== null)
      .sort((a, b) => b.savedAtMilliseconds - a.savedAtMilliseconds);
  }

  async #entry(name: string): Promise<RecoveryEntry | null> {
    const file = path.join(this.#folder, name);
    const text = await readText(file);
    const found = await stat(file).catch(() => null);
    if (!text.ok || found === null) return null;
    return {
      key: name.slice(0, -ending.length),
      text: text.value,
      savedAtMilliseconds: Math.round(found.mtimeMs),
    };
  }
}
