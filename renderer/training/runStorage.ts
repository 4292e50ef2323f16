import type { KeptRun } from './keptRuns';

/** Where runs are kept when the window is closed; whatever it can't keep is lost without a word. */
export interface RunStorage {
  readAll(): Promise<readonly KeptRun[]>;
  write(run: KeptRun): Promise<void>;
  remove(id: string): Promise<void>;
}

const databaseName = 'netloom-runs';
const storeName = 'runs';

/** Keeps runs in the browser's IndexedDB, each by its id. */
export const browserRunStorage: RunStorage = {
  readAll: () =>
    inStore<KeptRun[]>('readonly', (store) => store.getAll())
      .then((runs) => runs ?? [])
      .catch(() => []),
  write: (run) => forgettingErrors(inStore('readwrite', (store) => store.put(run))),
  remove: (id) => forgettingErrors(inStore('readwrite', (store) => store.delete(id))),
};

/** Old runs are worth no message when a browser keeps nothing (a private window). */
async function forgettingErrors(action: Promise<unknown>): Promise<void> {
  await action.catch(() => undefined);
}

async function inStore<Value>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest,
): Promise<Value> {
  const opening = indexedDB.open(databaseName, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(storeName, { keyPath: 'id' });
  const database = await settled<IDBDatabase>(opening);
  try {
    return await settled<Value>(act(database.transaction(storeName, mode).objectStore(storeName)));
  } finally {
    database.close();
  }
}

function settled<Value>(request: IDBRequest): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as Value);
    request.onerror = () => reject(request.error ?? new Error('unknown reason'));
  });
}
