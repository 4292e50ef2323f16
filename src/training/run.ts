import type { ProjectAnalysis } from '../analysis/graphAnalysis';
import { failure, type Result, success } from '../base/result';
import { type WeightValues, weightsOf } from '../compile/buildModel';
import type { Project } from '../document/project';
import { type BackendName, type BackendOptions, startBackend } from '../runtime/backends';
import type { DataPlaces } from './loadData';
import { buildRunModel, checkPhase, loadExamples, type RunModel } from './prepareRun';
import { createRunControl } from './runControl';
import type { RunEvent, RunOutcome } from './runEvents';
import { trainPhase } from './trainPhase';

/** Everything a run needs to know. */
export interface RunRequest {
  readonly project: Project;
  /** The analysis of that project. */
  readonly analysis: ProjectAnalysis;
  /** Which of the project's phases runs. */
  readonly phaseIndex: number;
  readonly places: DataPlaces;
  readonly backend: BackendName | 'best';
  readonly backendOptions?: BackendOptions;
  /** Only the first so many training examples, and as large a part of the test examples. */
  readonly limit?: number | null;
  /** Weights to start from, by name, instead of drawn ones. */
  readonly initialWeights?: ReadonlyMap<string, WeightValues> | null;
}

/** A run that goes on by itself; it tells of itself in events. */
export interface Run {
  /** Waits after the running step until `resume`. */
  pause(): void;
  resume(): void;
  /** Ends after the running step, without validation and test. */
  stop(): void;
  /** The last event, when it has been sent; never rejects. */
  readonly done: Promise<RunOutcome>;
  /** The weights as they are now, by name; fails before they exist and after `dispose`. */
  weights(): Promise<Result<ReadonlyMap<string, WeightValues>>>;
  /** Stops the run where it is not over and frees all its memory. */
  dispose(): Promise<void>;
}

/**
 * Starts to train a phase: reads its data, starts the backend, builds the network, trains. The same
 * request gives the same losses on the same backend. What goes wrong comes as the event `failed`.
 */
export function startRun(request: RunRequest, onEvent: (event: RunEvent) => void): Run {
  const control = createRunControl();
  let model: RunModel | null = null;

  const run = async (): Promise<RunOutcome> => {
    // The caller gets the run before its first event.
    await Promise.resolve();
    const checked = checkPhase(request.project, request.analysis, request.phaseIndex);
    if (!checked.ok) return failed(checked.error);
    onEvent({ type: 'loading', message: `Reading ${checked.value.parts.data.title}…` });
    const examples = await loadExamples(checked.value, request.places, request.limit ?? null);
    if (!examples.ok) return failed(examples.error);
    onEvent({ type: 'loading', message: 'Starting the backend…' });
    const started = await startBackend(request.backend, request.backendOptions);
    if (!started.ok) return failed(started.error);
    const built = await buildRunModel(
      checked.value,
      examples.value,
      request.initialWeights ?? null,
    );
    if (!built.ok) return failed(built.error);
    model = built.value;
    return trainPhase(
      { checked: checked.value, examples: examples.value, model, started: started.value },
      control,
      onEvent,
    );
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
    stop: control.stop,
    done,
    async weights() {
      return model
        ? success(await weightsOf(model.network))
        : failure('There are no weights yet; they come into being when training starts.');
    },
    async dispose() {
      control.stop();
      await done;
      model?.step.dispose();
      model?.network.dispose();
      model = null;
    },
  };
}

function failed(message: string): RunOutcome {
  return { type: 'failed', message };
}
