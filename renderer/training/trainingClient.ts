import { proxy, wrap } from 'comlink';
import { failure, type Result } from '../../src/base/result';
import type { DataFiles } from '../../src/data/dataFiles';
import type { Project } from '../../src/document/project';
import type { BackendName } from '../../src/runtime/backends';
import type { RunEvent } from '../../src/training/runEvents';
import type { KeepCheckpoint, TrainingWorker } from '../../src/training/workerProtocol';

/** What the window wants trained. */
export interface TrainingRequest {
  readonly project: Project;
  /** Which of the project's phases run, by their places. */
  readonly phases: readonly number[];
  readonly backend: BackendName | 'automatic';
  /** The user's files, by the paths in the project. */
  readonly files: DataFiles;
  /** The checkpoint of a run that was broken off, to go on where it stood. */
  readonly checkpoint: Uint8Array | null;
  /** What an earlier run has learned, to start from. */
  readonly weights: Uint8Array | null;
  /** Keeps a checkpoint, null where it is too large; the run waits until it is kept. */
  readonly keepCheckpoint: KeepCheckpoint;
}

/** A run in its worker, steered from the window. */
export interface TrainingRun {
  pause(): void;
  resume(): void;
  /** Makes one step and waits again. */
  stepOnce(): void;
  stop(): void;
  /** The weights as they are now, as a safetensors file; also after the run has ended. */
  weights(): Promise<Result<Uint8Array>>;
  /** Ends the worker at once, and frees everything that it holds. */
  dispose(): void;
}

/** Starts a run in a worker of its own; `failed` tells also that the worker itself broke. */
export function startTraining(
  request: TrainingRequest,
  onEvent: (event: RunEvent) => void,
): TrainingRun {
  const worker = new Worker(new URL('./trainingWorker.ts', import.meta.url), {
    type: 'module',
    name: 'training',
  });
  const remote = wrap<TrainingWorker>(worker);
  let broken: string | null = null;
  const fail = (reason: string): void => {
    if (broken !== null) return;
    broken = `Training broke off: ${reason}`;
    worker.terminate();
    onEvent({ type: 'failed', message: broken });
  };
  worker.onerror = (event) => {
    event.preventDefault();
    fail(event.message || 'its program could not be loaded.');
  };
  const { project, phases, backend, files, checkpoint, weights } = request;
  const asked = {
    project,
    phases,
    backend: backend === 'automatic' ? ('best' as const) : backend,
    mnistFolder: new URL('data/mnist', document.baseURI).href,
    checkpoint,
    weights,
  };
  const received = (event: RunEvent): void => {
    if (broken === null) onEvent(event);
  };
  const ask = (call: Promise<unknown>): void => {
    call.catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
  };
  ask(remote.start(asked, proxy(files), proxy(received), proxy(request.keepCheckpoint)));
  return {
    pause: () => ask(remote.pause()),
    resume: () => ask(remote.resume()),
    stepOnce: () => ask(remote.stepOnce()),
    stop: () => ask(remote.stop()),
    weights: async () => (broken === null ? remote.weights() : failure(broken)),
    dispose() {
      broken ??= 'The run was closed.';
      worker.terminate();
    },
  };
}
