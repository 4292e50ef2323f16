import { networksCalled } from '../../src/analysis/networkTraining';
import type { Phase, Project } from '../../src/document/project';
import { graphUsedBy } from '../../src/document/project';
import type { Metrics, RunEvent, RunProgress } from '../../src/training/runEvents';
import { continueContent, type ViewContent } from '../../src/training/viewContent';

/** Measured values over the course of a run. */
export interface Curve {
  /** Where each value was measured, in epochs of all phases together: 1.5 is the middle of the second. */
  readonly epochs: readonly number[];
  readonly metrics: readonly Metrics[];
}

/** The version of a project that a run trains. */
export interface RunSubject {
  readonly project: Project;
  /** The places of the phases that run, in their order. */
  readonly phases: readonly number[];
  /** Which of the projects opened one after the other it is; `EditorState.opened`. */
  readonly opened: number;
}

/** What is known about the last run, or about none. */
export interface RunState {
  readonly status: 'idle' | 'loading' | 'running' | 'paused' | 'stopping' | 'ended' | 'failed';
  readonly subject: RunSubject | null;
  /** The place of the running phase, or the last one that ran. */
  readonly phase: number;
  /** What is being waited for while loading, and why the run failed. */
  readonly message: string | null;
  /** The node that broke: one of the step, or `step node/layer` inside a network it calls. */
  readonly failedNode: string | null;
  /** Null until one has started. */
  readonly backend: string | null;
  /** Processor threads that its kernels run on. */
  readonly threads: number;
  /** Better backends that were tried first, and why they did not start. */
  readonly fallbacks: readonly { readonly backend: string; readonly reason: string }[];
  /** The last change of backend in the middle of the run, for people; null without any. */
  readonly changedBackend: Extract<RunEvent, { readonly type: 'fallback' }> | null;
  readonly counts: {
    readonly train: number;
    readonly validation: number;
    readonly test: number;
  } | null;
  /** Losses and metrics of the running phase, by their nodes. */
  readonly measures: readonly string[];
  readonly progress: RunProgress | null;
  /** Training measured on batches. */
  readonly steps: Curve;
  /** Validation measured after epochs, with whatever else an epoch reports. */
  readonly epochs: Curve;
  /** How many steps an epoch of each phase has, by the place of the phase, as far as it has begun. */
  readonly stepsPerEpoch: Readonly<Record<number, number>>;
  /** What the views of the running phase show, by their nodes. */
  readonly views: Readonly<Record<string, ViewContent>>;
  /** How it ended; null until then. */
  readonly end: {
    readonly metrics: Metrics;
    readonly seconds: number;
    readonly stopped: boolean;
  } | null;
}

const emptyCurve: Curve = { epochs: [], metrics: [] };

/** The state before the first run. */
export const noRun: RunState = {
  status: 'idle',
  subject: null,
  phase: 0,
  message: null,
  failedNode: null,
  backend: null,
  threads: 1,
  fallbacks: [],
  changedBackend: null,
  counts: null,
  measures: [],
  progress: null,
  steps: emptyCurve,
  epochs: emptyCurve,
  stepsPerEpoch: {},
  views: {},
  end: null,
};

/** Points that a curve keeps; beyond, neighbours are averaged, as no screen shows more. */
export const curveLimit = 2000;

/** Whether a run holds the backend: it may still go on. */
export function isActive(status: RunState['status']): boolean {
  return (
    status === 'loading' || status === 'running' || status === 'paused' || status === 'stopping'
  );
}

/** The state of a run that was just asked for. */
export function startedRun(subject: RunSubject): RunState {
  const phase = subject.phases[0] ?? 0;
  return { ...noRun, status: 'loading', subject, phase, message: 'Starting…' };
}

/** The epochs of all phases of a run that come before one of them. */
export function epochsBefore({ project, phases }: RunSubject, phase: number): number {
  const before = phases.slice(0, Math.max(0, phases.indexOf(phase)));
  return before.reduce((sum, index) => sum + (project.phases[index]?.epochs ?? 0), 0);
}

/** The epochs of all phases of a run. */
export function epochsOfRun({ project, phases }: RunSubject): number {
  return phases.reduce((sum, index) => sum + (project.phases[index]?.epochs ?? 0), 0);
}

/** The state after some events, in the order in which they came. */
export function applyEvents(state: RunState, events: readonly RunEvent[]): RunState {
  const steps = new CurveBuilder(state.steps);
  const next = events.reduce((before, event) => applyEvent(before, event, steps), state);
  return { ...next, steps: steps.curve() };
}

function applyEvent(state: RunState, event: RunEvent, steps: CurveBuilder): RunState {
  const before = (phase: number): number =>
    state.subject ? epochsBefore(state.subject, phase) : 0;
  switch (event.type) {
    case 'loading':
      return { ...state, message: event.message };
    case 'started':
      return {
        ...state,
        status: unlessStopping(state, 'running'),
        phase: event.phase,
        message: null,
        backend: event.backend,
        threads: event.threads,
        fallbacks: event.fallbacks,
        counts: {
          train: event.trainCount,
          validation: event.validationCount,
          test: event.testCount,
        },
        measures: event.measures,
        // Views of an earlier phase stay until others take their place.
        views: event.phase === state.phase ? state.views : {},
      };
    case 'step': {
      const { phase, epoch, step, stepsPerEpoch } = event.progress;
      steps.add(before(phase) + epoch - 1 + step / stepsPerEpoch, event.metrics);
      return {
        ...state,
        progress: event.progress,
        stepsPerEpoch:
          state.stepsPerEpoch[phase] === stepsPerEpoch
            ? state.stepsPerEpoch
            : { ...state.stepsPerEpoch, [phase]: stepsPerEpoch },
      };
    }
    case 'epoch':
      return {
        ...state,
        progress: event.progress,
        stepsPerEpoch: {
          ...state.stepsPerEpoch,
          [event.phase]: event.progress.stepsPerEpoch,
        },
        epochs: {
          epochs: [...state.epochs.epochs, before(event.phase) + event.epoch],
          metrics: [...state.epochs.metrics, event.metrics],
        },
      };
    case 'view':
      return {
        ...state,
        views: {
          ...state.views,
          [event.node]: continueContent(state.views[event.node] ?? null, event.content),
        },
      };
    case 'fallback':
      return { ...state, changedBackend: event };
    case 'paused':
      return { ...state, status: unlessStopping(state, 'paused'), progress: event.progress };
    case 'resumed':
      return { ...state, status: unlessStopping(state, 'running') };
    case 'end':
      return {
        ...state,
        status: 'ended',
        message: null,
        backend: event.backend,
        end: { metrics: event.metrics, seconds: event.seconds, stopped: event.stopped },
      };
    case 'failed':
      return { ...state, status: 'failed', message: event.message, failedNode: event.node ?? null };
  }
}

/** Events on their way when the stop was asked for do not take it back. */
function unlessStopping(state: RunState, status: RunState['status']): RunState['status'] {
  return state.status === 'stopping' ? 'stopping' : status;
}

/** Appends to a curve many times at the price of one copy. */
class CurveBuilder {
  readonly #before: Curve;
  #epochs: number[] | null = null;
  #metrics: Metrics[] = [];

  constructor(before: Curve) {
    this.#before = before;
  }

  add(epoch: number, metrics: Metrics): void {
    if (this.#epochs === null) {
      this.#epochs = [...this.#before.epochs];
      this.#metrics = [...this.#before.metrics];
    }
    this.#epochs.push(epoch);
    this.#metrics.push(metrics);
    if (this.#epochs.length > curveLimit) {
      this.#epochs = averagePairs(this.#epochs, (a, b) => (a + b) / 2);
      this.#metrics = averagePairs(this.#metrics, averageMetrics);
    }
  }

  curve(): Curve {
    return this.#epochs === null ? this.#before : { epochs: this.#epochs, metrics: this.#metrics };
  }
}

function averagePairs<Value>(
  values: readonly Value[],
  average: (a: Value, b: Value) => Value,
): Value[] {
  const kept: Value[] = [];
  for (let i = 0; i + 1 < values.length; i += 2) {
    kept.push(average(values[i] as Value, values[i + 1] as Value));
  }
  if (values.length % 2 === 1) kept.push(values.at(-1) as Value);
  return kept;
}

function averageMetrics(a: Metrics, b: Metrics): Metrics {
  const average: Record<string, number> = {};
  for (const [name, value] of Object.entries(b)) average[name] = ((a[name] ?? value) + value) / 2;
  return average;
}

/** Whether a project still trains as it did when the run began; where nodes stand does not matter. */
export function trainsTheSame({ project: then, phases }: RunSubject, now: Project): boolean {
  return then === now || whatIsTrained(then, phases) === whatIsTrained(now, phases);
}

/** Whether the networks of a training step are drawn now as they were; what trains them may differ. */
export function hasSameNetworks(then: Project, now: Project, step: string): boolean {
  const networks = networksCalled(now, step);
  return then === now || whatIsDrawn(then, networks) === whatIsDrawn(now, networks);
}

/** Everything on which a run depends, as text. */
function whatIsTrained(project: Project, indices: readonly number[]): string {
  const phases = indices.map((index) => project.phases[index]);
  const steps = phases.flatMap((phase: Phase | undefined) => (phase ? [phase.step] : []));
  return JSON.stringify(phases) + whatIsDrawn(project, steps);
}

/** Some graphs and all that they use, as text; where nodes stand does not matter. */
function whatIsDrawn(project: Project, starts: readonly string[]): string {
  const seen = new Set<string>();
  const waiting = [...starts];
  const graphs: unknown[] = [];
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const graph = project.graphs[id];
    const nodes = Object.values(graph?.nodes ?? {});
    graphs.push([
      id,
      graph?.arguments,
      graph?.edges,
      nodes.map(({ position: _place, ...node }) => node),
    ]);
    for (const { kind } of nodes) {
      const used = graphUsedBy(kind);
      if (used) waiting.push(used.graph);
    }
  }
  return JSON.stringify(graphs);
}
