import type { ProjectAnalysis } from '../analysis/graphAnalysis';
import { failure, type Result, success } from '../base/result';
import type { WeightValues } from '../compile/buildModel';
import type { Project } from '../document/project';
import { watchBackend } from '../runtime/backendFailure';
import { backendMemory } from '../runtime/backendMemory';
import {
  type BackendName,
  type BackendOptions,
  type StartedBackend,
  startBackend,
} from '../runtime/backends';
import { checkMemory } from './checkMemory';
import type { Checkpoint } from './checkpoint';
import { type KeptPlaces, keepPlaces } from './keepPlaces';
import type { DataPlaces } from './loadData';
import { buildPhase, checkPhase, type LoadedPhase, loadPhase, type ReadyPhase } from './prepareRun';
import { createRunControl } from './runControl';
import type { RunEvent, RunOutcome } from './runEvents';
import { trainPhase } from './trainPhase';
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

  /** Backends that have failed in this run, and why. */
  const failedBackends: StartedBackend['fallbacks'][number][] = [];
  const tell = withoutRepeats(onEvent);

  const runPhase = async (index: number, from: Checkpoint | null): Promise<RunOutcome> => {
    const checked = checkPhase(request.project, request.analysis, index);
    if (!checked.ok) return failed(checked.error);
    onEvent({ type: 'loading', message: `Reading the data of ${checked.value.phase.name}…` });
    const loaded = await loadPhase(checked.value, request.places, request.limit ?? null);
    if (!loaded.ok) return failed(loaded.error);
    onEvent({ type: 'loading', message: 'Starting the backend…' });
    let start = from;
    let failure: (typeof failedBackends)[number] | null = null;
    for (;;) {
      const wanted = failedBackends.length > 0 ? 'best' : request.backend;
      const options = { ...request.backendOptions, without: failedBackends };
      const started = await startBackend(wanted, options);
      if (!started.ok) return failed(started.error);
      if (failure) {
        const place = start && { epoch: start.place.epoch, step: start.place.step };
        const { backend: to } = started.value;
        onEvent({ type: 'fallback', from: failure.backend, to, reason: failure.reason, place });
      }
      const tooLarge = checkMemory(loaded.value, started.value.backend, backendMemory());
      if (tooLarge) return { type: 'failed', message: tooLarge.message, node: tooLarge.node };
      const { outcome, reason, latest } = await trainOn(started.value, loaded.value, start);
      if (outcome) return outcome;
      failure = { backend: started.value.backend, reason };
      failedBackends.push(failure);
      start = latest ?? start;
    }
  };

  /** Trains a phase on a backend from its beginning or from where it stood, or until that fails. */
  const trainOn = async (
    started: StartedBackend,
    loaded: LoadedPhase,
    from: Checkpoint | null,
  ): Promise<TrainedOn> => {
    const watch = watchBackend();
    let places: KeptPlaces | null = null;
    try {
      const built = await buildPhase(loaded, from?.weights ?? learned, from !== null);
      if (!built.ok) return { outcome: failed(built.error) };
      running = built.value;
      if (from) {
        await running.program.restore(from.state);
        running.actors?.restore(from.state);
      }
      const { keepCheckpoint } = request;
      const isBackendAtRisk = ['webgpu', 'webgl'].includes(started.backend);
      places = keepPlaces({ keepCheckpoint, isBackendAtRisk }, running, allWeights);
      const outcome = await trainPhase({
        ready: running,
        started,
        control,
        checkBackend: () => {
          if (watch.failure !== null) throw new Error(watch.failure);
        },
        onEvent: tell,
        from: from?.place ?? null,
        withViews: request.withViews ?? true,
        atPlace: places.atPlace,
      });
      learned = await allWeights();
      return { outcome };
    } catch (error) {
      const reason = await watch.explain(error);
      if (reason === null) throw error;
      await freePhase();
      return { outcome: null, reason, latest: places?.latest ?? null };
    } finally {
      watch.end();
    }
  };

  const run = async (): Promise<RunOutcome> => {
    // The caller gets the run before its first event.
    await Promise.resolve();
    const from = request.checkpoint ?? null;
    const all = request.phases ?? request.project.phases.map((_, index) => index);
    const phases = from ? all.filter((index) => index >= from.place.phase) : all;
    // Says what keeps a project without phases from running.
    let outcome: RunOutcome | null = null;
    let seconds = 0;
    for (const index of phases.length > 0 ? phases : [0]) {
      await freePhase();
      outcome = await runPhase(index, from?.place.phase === index ? from : null);
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

/** What came of training a phase on a backend: its end, or why the backend can do no more. */
type TrainedOn =
  | { readonly outcome: RunOutcome; readonly reason?: never; readonly latest?: never }
  | { readonly outcome: null; readonly reason: string; readonly latest: Checkpoint | null };

/** Leaves out what was told before, where a run goes over some of its steps again. */
function withoutRepeats(onEvent: (event: RunEvent) => void): (event: RunEvent) => void {
  let told = { phase: -1, epoch: 0, step: 0 };
  return (event) => {
    if (event.type === 'step' || event.type === 'epoch') {
      const { phase, epoch, step } = event.progress;
      // The end of an epoch comes after its last step.
      const place = {
        phase,
        epoch,
        step: event.type === 'epoch' ? Number.POSITIVE_INFINITY : step,
      };
      const isNew = place.phase - told.phase || place.epoch - told.epoch || place.step - told.step;
      if (!(isNew > 0)) return;
      told = place;
    }
    onEvent(event);
  };
}

function failed(message: string): RunOutcome {
  return { type: 'failed', message };
}
