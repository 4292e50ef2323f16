import type { Result } from '../base/result';
import type { Project } from '../document/project';
import type { BackendName } from '../runtime/backends';
import type { RunEvent } from './runEvents';

/** What the window tells the worker about a run; plain data. */
export interface WorkerRequest {
  readonly project: Project;
  /** Which of the project's phases run, by their places. */
  readonly phases: readonly number[];
  readonly backend: BackendName | 'best';
  /** The address of the folder with the files of MNIST. */
  readonly mnistFolder: string;
  /** The checkpoint of a run that was broken off, to go on where it stood; a safetensors file. */
  readonly checkpoint: Uint8Array | null;
  /** Weights to start from instead of drawn ones, as `network/node/weight`; a safetensors file. */
  readonly weights: Uint8Array | null;
}

/** How the worker reads the user's files: through the window, which has the right to. */
export interface WindowFiles {
  read(path: string): Promise<Result<Uint8Array>>;
  list(folder: string): Promise<Result<readonly string[]>>;
}

/** Where the worker's checkpoints go; null tells of one that is too large to be kept. */
export type KeepCheckpoint = (file: Uint8Array | null) => Promise<void> | void;

/** Seconds between two checkpoints that the window keeps, at least. */
export const checkpointSeconds = 15;

/** Larger checkpoints are not kept: writing them would hold up the run. */
export const largestCheckpointBytes = 200 * 1024 * 1024;

/** What a worker does for the window; one worker makes one run. */
export interface TrainingWorker {
  /** Starts the run and returns at once; everything else comes as events. */
  start(
    request: WorkerRequest,
    files: WindowFiles,
    onEvent: (event: RunEvent) => void,
    keep: KeepCheckpoint,
  ): void;
  pause(): void;
  resume(): void;
  /** Makes one step and waits again. */
  stepOnce(): void;
  stop(): void;
  /** The weights as they are now, as a safetensors file. */
  weights(): Promise<Result<Uint8Array>>;
}
