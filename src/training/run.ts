import type { ProjectAnalysis } from '../analysis/graphAnalysis';
import { failure, type Result, success } from '../base/result';
import type { WeightValues } from '../compile/buildModel';
import type { Project } from '../document/project';
import { type BackendName, type BackendOptions, startBackend } from '../runtime/backends';
import type { Checkpoint, CheckpointPlace } from './checkpoint';
import type { DataPlaces } from './loadData';
import { buildPhase, checkPhase, loadPhase, type ReadyPhase } from './prepareRun';
import { createRunControl } from './runControl';
import type { RunEvent, RunOutcome } from './runEvents';
import { checkpointAt, trainPhase } from './trainPhase';
import { readWeights } from './weightValues';

/** Everything a run needs to know. */
export interface RunRequest {
  readonly project: Project;
  /** The analysis of that project. */
  readonly analysis: ProjectAnalysis;
  /** Which of the project's phases run, by their places; all of them unless said otherwise. */
  readonly phases?: readonly number[];
  readonly places: DataPlaces;
  readonly backend: BackendName | 'best';
  readonly backendOptions?: BackendOptions;
  /** Only the first so many training examples, and as large a part of the test examples. */
  readonly limit?: number | null;
  /** Weights to start from, as `network/node/weight`, instead of drawn ones. */
  readonly initialWeights?: ReadonlyMap<string, WeightValues> | null;
  /** Whether views are drawn; they cost time that nobody needs where nobody looks. */
  readonly withViews?: boolean;
  /** A run that was broken off, to go on where it stood. */
  readonly checkpoint?: Checkpoint | null;
  /** Where checkpoints go, and how often at most; the run waits until each is kept. */
  readonly keepCheckpoint?: {
    readonly everySeconds: number;
    readonly keep: (checkpoint: Checkpoint) => Promise<void> | void;
  };
}

/** A run that goes on by itself; it tells of itself in events. */
export interface Run {
  /** Waits after the running step until `resume`. */
  pause(): void;
  resume(): void;
  /** Makes one step and waits again. */
  stepOnce(): void;
  /** Ends after the running step, without validation and test. */
  stop(): void;
  /** The last event, when it has been sent; never rejects. */
  readonly done: Promise<RunOutcome>;
  /** The weights as they are now, as `network/node/weight`; fails before they exist and after `dispose`. */
  weights(): Promise<Result<ReadonlyMap<string, WeightValues>>>;
  /** Stops the run where it is not over and frees all its memory. */
  dispose(): Promise<void>;
}

/**
 * Starts to run the phases of a project, one after the other, networks going on with what the phases
 * before gave them. The same request gives the same losses on the same backend. What goes wrong comes
 * as the event `failed`.
 */
export function startRun(request: RunRequest, onEvent: (event: RunEvent) => void): Run {
  const control = createRunControl();
  let running: ReadyPhase | null = null;
  let learned = new Map<string, WeightValues>(
    request.checkpoint?.weights ?? request.initialWeights ?? [],
  );

  const allWeights = async (): Promise<Map<string, WeightValues>> =>
    running
      ? new Map([...learned, ...(await readWeights(running.program.weights))])
      : new Map(learned);

  const runPhase = async (index: number, from: CheckpointPlace | null): Promise<RunOutcome> => {
    const checked = checkPhase(request.project, request.analysis, index);
    if (!checked.ok) return failed(checked.error);
    onEvent({ type: 'loading', message: `Reading the data of ${checked.value.phase.name}…` });
    const loaded = await loadPhase(checked.value, request.places, request.limit ?? null);
    if (!loaded.ok) return failed(loaded.error);
    onEvent({ type: 'loading', message: 'Starting the backend…' });
    const started = await startBackend(request.backend, request.backendOptions);
    if (!started.ok) return failed(started.error);
    const built = await buildPhase(loaded.value, learned, from !== null);
    if (!built.ok) return failed(built.error);
    running = built.value;
    if (from && request.checkpoint) {
      await running.program.restore(request.checkpoint.state);
      running.actors?.restore(request.checkpoint.state);
    }
    const outcome = await trainPhase({
      ready: running,
      started: started.value,
      control,
      onEvent,
      from,
      withViews: request.withViews ?? true,
      atPlace: checkpointKeeper(request, running, allWeights),
    });
    learned = await allWeights();
    return outcome;
  };

  const run = async (): Promise<RunOutcome> => {
    // The caller gets the run before its first event.
    await Promise.resolve();
    const from = request.checkpoint?.place ?? null;
    const all = request.phases ?? request.project.phases.map((_, index) => index);
    const phases = from ? all.filter((index) => index >= from.phase) : all;
    // Says what keeps a project without phases from running.
    let outcome: RunOutcome | null = null;
    let seconds = 0;
    for (const index of phases.length > 0 ? phases : [0]) {
      await freePhase();
      outcome = await runPhase(index, from?.phase === index ? from : null);
      if (outcome.type === 'failed') return outcome;
      seconds += outcome.seconds;
      if (outcome.stopped) break;
    }
    return { ...(outcome as Extract<RunOutcome, { type: 'end' }>), seconds };
  };

  const freePhase = async (): Promise<void> => {
    running?.program.dispose();
    running = null;
  };

  const done = run()
    .catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      return failed(`Training broke off: ${reason}`);
    })
    .then((outcome) => {
      onEvent(outcome);
      return outcome;
    });

  return {
    pause: control.pause,
    resume: control.resume,
    stepOnce: control.stepOnce,
    stop: control.stop,
    done,
    async weights() {
      return running
        ? success(await allWeights())
        : failure('There are no weights yet; they come into being when training starts.');
    },
    async dispose() {
      control.stop();
      await done;
      await freePhase();
    },
  };
}

/** Keeps checkpoints of a phase now and then, at the ends of steps. */
function checkpointKeeper(
  { keepCheckpoint }: RunRequest,
  ready: ReadyPhase,
  weights: () => Promise<ReadonlyMap<string, WeightValues>>,
): (place: () => Promise<CheckpointPlace | null>) => Promise<void> {
  let last = performance.now();
  return async (place) => {
    if (!keepCheckpoint) return;
    if (performance.now() - last < keepCheckpoint.everySeconds * 1000) return;
    const reached = await place();
    const learned = await weights();
    // A run that broke is not to take the place of one that can go on.
    const isSound = [...learned.values()].every(({ values }) => values.every(Number.isFinite));
    if (reached === null || !isSound) return;
    await keepCheckpoint.keep(await checkpointAt(ready, reached, learned));
    last = performance.now();
  };
}

function failed(message: string): RunOutcome {
  return { type: 'failed', message };
}
