import { indexedStore } from '../platform/indexedStore';
import type { Curve, RunState, RunSubject } from './runState';

/** A run that can be gone on with: where it stood, and what it had shown by then. */
export interface StoredCheckpoint {
  /** The id under which the run is kept; see `KeptRun`. */
  readonly run: string;
  readonly startedAtMilliseconds: number;
  readonly subject: RunSubject;
  /** The checkpoint as a safetensors file. */
  readonly file: Uint8Array;
  readonly steps: Curve;
  readonly epochs: Curve;
  readonly stepsPerEpoch: RunState['stepsPerEpoch'];
  /** How far it was, in words. */
  readonly progress: string;
}

const kept = indexedStore('netloom-checkpoints', 'checkpoints');
/** The last run's is kept, and no other: it may be large. */
const key = 'last';

/** The checkpoint of the last run that was broken off; null where there is none. */
export async function readStoredCheckpoint(): Promise<StoredCheckpoint | null> {
  try {
    return (
      (await kept.run<StoredCheckpoint | undefined>('readonly', (store) => store.get(key))) ?? null
    );
  } catch {
    return null;
  }
}

/** Keeps a checkpoint in the place of the one before; rejects where the browser cannot. */
export async function storeCheckpoint(checkpoint: StoredCheckpoint): Promise<void> {
  await kept.run('readwrite', (store) => store.put(checkpoint, key));
}

/** Forgets the checkpoint of the last run. */
export async function forgetCheckpoint(): Promise<void> {
  await kept.run('readwrite', (store) => store.delete(key)).catch(() => undefined);
}
