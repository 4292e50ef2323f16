import type { Result } from '../../src/base/result';
import { failure, success } from '../../src/base/result';
import { indexedStore } from './indexedStore';
import type { RecoveryEntry } from './platform';

const kept = indexedStore('netloom', 'recovery', 'key');

/** Keeps a text in the browser's IndexedDB; null forgets it. */
export async function writeRecoveryEntry(key: string, text: string | null): Promise<Result<null>> {
  try {
    await kept.run('readwrite', (store) =>
      text === null
        ? store.delete(key)
        : store.put({ key, text, savedAtMilliseconds: Date.now() } satisfies RecoveryEntry),
    );
    return success(null);
  } catch (error) {
    return failure(
      `The browser keeps no recovery copy of your work (${(error as Error).message}). Save often.`,
    );
  }
}

/** What the browser kept, latest first; nothing where it keeps nothing. */
export async function readRecoveryEntries(): Promise<readonly RecoveryEntry[]> {
  const entries = await kept
    .run<RecoveryEntry[]>('readonly', (store) => store.getAll())
    .catch(() => []);
  return entries.sort((a, b) => b.savedAtMilliseconds - a.savedAtMilliseconds);
}
