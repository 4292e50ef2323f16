import { indexedStore } from '../platform/indexedStore';
import type { KeptRun } from './keptRuns';

/** Where runs are kept when the window is closed. */
export interface RunStorage {
  /** All runs; none where they cannot be read. */
  readAll(): Promise<readonly KeptRun[]>;
  /** Rejects where a run cannot be kept. */
  write(run: KeptRun): Promise<void>;
  remove(id: string): Promise<void>;
}

const kept = indexedStore('netloom-runs', 'runs', 'id');

/** Keeps runs in the browser's IndexedDB, each by its id. */
export const browserRunStorage: RunStorage = {
  readAll: () =>
    kept
      .run<KeptRun[]>('readonly', (store) => store.getAll())
      .then((runs) => runs ?? [])
      .catch(() => []),
  write: (run) => kept.run('readwrite', (store) => store.put(run)),
  // What cannot be removed was not kept either.
  remove: (id) => kept.run<void>('readwrite', (store) => store.delete(id)).catch(() => undefined),
};
