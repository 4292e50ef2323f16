/** A store of the browser's IndexedDB, in a database of its own. */
export interface IndexedStore {
  /**
   * Does one thing in the store and gives its result, once it is kept for good; rejects where the
   * browser keeps nothing, or has no room for it.
   */
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
        const transaction = opened.transaction(name, mode);
        const kept = completed(transaction);
        const [value] = await Promise.all([
          settled<Value>(act(transaction.objectStore(name))),
          kept,
        ]);
        return value;
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

/** Whether there is room is known only when all is written: until then every request succeeds. */
function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('unknown reason'));
  });
}
