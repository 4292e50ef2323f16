import type { Result } from '../../src/base/result';
import { failure, success } from '../../src/base/result';
import type { RecoveryEntry } from './platform';

const databaseName = 'netloom';
const storeName = 'recovery';

/** Keeps a text in the browser's IndexedDB; null forgets it. */
export async function writeRecoveryEntry(key: string, text: string | null): Promise<Result<null>> {
  try {
    await inStore('readwrite', (store) =>
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
  const entries = await inStore<RecoveryEntry[]>('readonly', (store) => store.getAll()).catch(
    () => [],
  );
  return entries.sort((a, b) => b.savedAtMilliseconds - a.savedAtMilliseconds);
}

async function inStore<Value>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest,
): Promise<Value> {
  const database = await settled<IDBDatabase>(openDatabase());
  try {
    const transaction = database.transaction(storeName, mode);
    return await settled<Value>(act(transaction.objectStore(storeName)));
  } finally {
    database.close();
  }
}

function openDatabase(): IDBOpenDBRequest {
  const request = indexedDB.open(databaseName, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(storeName, { keyPath: 'key' });
  return request;
}

function settled<Value>(request: IDBRequest): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as Value);
    request.onerror = () => reject(request.error ?? new Error('unknown reason'));
  });
}
