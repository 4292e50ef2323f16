import type { Result } from '../base/result';
import type { Project } from '../document/project';
import type { BackendName } from '../runtime/backends';
import type { RunEvent } from './runEvents';

/** What the window tells the worker about a run; plain data. */
export interface WorkerRequest {
  readonly project: Project;
  readonly phaseIndex: number;
  readonly backend: BackendName | 'best';
  /** The address of the folder with the files of MNIST. */
  readonly mnistFolder: string;
}

/** How the worker reads the user's files: through the window, which has the right to. */
export interface WindowFiles {
  read(path: string): Promise<Result<Uint8Array>>;
  list(folder: string): Promise<Result<readonly string[]>>;
}

/** What a worker does for the window; one worker makes one run. */
export interface TrainingWorker {
  /** Starts the run and returns at once; everything else comes as events. */
  start(request: WorkerRequest, files: WindowFiles, onEvent: (event: RunEvent) => void): void;
  pause(): void;
  resume(): void;
  stop(): void;
  /** The weights as they are now, as a safetensors file. */
  weights(): Promise<Result<Uint8Array>>;
}
