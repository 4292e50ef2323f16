import { indexedStore } from '../platform/indexedStore';
import type { KeptRun } from './keptRuns';

/** Where runs are kept when the window is closed; whatever it can't keep is lost without a word. */
export interface RunStorage {
  readAll(): Promise<readonly KeptRun[]>;
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
  write: (run) => forgettingErrors(kept.run('readwrite', (store) => store.put(run))),
  remove: (id) => forgettingErrors(kept.run('readwrite', (store) => store.delete(id))),
};

/** Old runs are worth no message when a browser keeps nothing (a private window). */
async function forgettingErrors(action: Promise<unknown>): Promise<void> {
  await action.catch(() => undefined);
}
