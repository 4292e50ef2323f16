/** A store of the browser's IndexedDB, in a database of its own. */
export interface IndexedStore {
  /** Does one thing in the store and gives its result; rejects where the browser keeps nothing. */
  run<Value>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<Value>;
}

/** The store of a name; `keyPath` is the field that tells its entries apart, if any does. */
export function indexedStore(database: string, name: string, keyPath?: string): IndexedStore {
  return {
    async run<Value>(
      mode: IDBTransactionMode,
      act: (store: IDBObjectStore) => IDBRequest,
    ): Promise<Value> {
      const opening = indexedDB.open(database, 1);
      opening.onupgradeneeded = () =>
        opening.result.createObjectStore(name, keyPath === undefined ? {} : { keyPath });
      const opened = await settled<IDBDatabase>(opening);
      try {
        return await settled<Value>(act(opened.transaction(name, mode).objectStore(name)));
      } finally {
        opened.close();
      }
    },
  };
}

function settled<Value>(request: IDBRequest): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as Value);
    request.onerror = () => reject(request.error ?? new Error('unknown reason'));
  });
}
