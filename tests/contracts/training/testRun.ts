import { analyseProject } from '../../../src/analysis/analyse';
import type { KindChoice, Phase, Project } from '../../../src/document/project';
import { phaseDefaults } from '../../../src/document/project';
import type { DataPlaces } from '../../../src/training/loadData';
import { type Run, type RunRequest, startRun } from '../../../src/training/run';
import type { RunEvent, RunOutcome } from '../../../src/training/runEvents';
import { drawNetwork } from '../../unit/analysis/drawNetwork';
import { memoryDataFiles } from '../../unit/data/memoryDataFiles';

/** Files of the user by path; no MNIST. */
export function placesWith(files: ReadonlyMap<string, Uint8Array> = new Map()): DataPlaces {
  return {
    user: memoryDataFiles(files),
    mnist: { files: memoryDataFiles(new Map()), folder: 'mnist' },
  };
}

/** A part of a phase by its kind. */
export function part(kind: string, fields: KindChoice['fields'] = {}): KindChoice {
  return { kind, fields };
}

/** A multilayer perceptron for points in the plane, with a phase that trains it. */
export function pointsProject(
  phase: Partial<Phase> = {},
  layers: Parameters<typeof drawNetwork>[0] = [
    ['hidden', 'dense', { units: 8, activation: 'tanh' }],
    ['output', 'dense', { units: 1, activation: 'sigmoid' }],
  ],
): Project {
  const ids = layers.map(([id]) => id);
  const project = drawNetwork(
    [['point', 'input', { shape: [2] }], ...layers],
    ids.map((id, index) => `${ids[index - 1] ?? 'point'} → ${id}`),
  );
  return withPhase(project, phase);
}

/** A project with one phase; what is left out trains points in the plane. */
export function withPhase(project: Project, phase: Partial<Phase> = {}): Project {
  const usual: Phase = {
    ...phaseDefaults,
    name: 'Train',
    recipe: 'supervised',
    network: 'main',
    data: part('playground', { shape: 'circle', count: 200 }),
    input: null,
    target: null,
    loss: part('binaryCrossentropy'),
    optimizer: part('adam', { learningRate: 0.03 }),
    batchSize: 10,
    epochs: 3,
  };
  return { ...project, phases: [{ ...usual, ...phase }] };
}

/** A run with everything it said. */
export interface WatchedRun {
  readonly run: Run;
  readonly events: RunEvent[];
}

/** Starts a run and keeps its events; `react` may steer it. */
export function watch(
  project: Project,
  request: Partial<RunRequest> = {},
  react: (event: RunEvent, run: Run) => void = () => {},
): WatchedRun {
  const events: RunEvent[] = [];
  const run = startRun(
    {
      project,
      analysis: analyseProject(project),
      phaseIndex: 0,
      places: placesWith(),
      backend: 'wasm',
      ...request,
    },
    (event) => {
      events.push(event);
      react(event, run);
    },
  );
  return { run, events };
}

/** Runs to the end and frees the memory; everything that was said, and the last of it. */
export async function runToEnd(
  project: Project,
  request: Partial<RunRequest> = {},
  react?: (event: RunEvent, run: Run) => void,
): Promise<{ readonly events: readonly RunEvent[]; readonly outcome: RunOutcome }> {
  const { run, events } = watch(project, request, react);
  const outcome = await run.done;
  await run.dispose();
  return { events, outcome };
}

/** The events of one type. */
export function eventsOf<Type extends RunEvent['type']>(
  events: readonly RunEvent[],
  type: Type,
): readonly Extract<RunEvent, { type: Type }>[] {
  return events.filter((event): event is Extract<RunEvent, { type: Type }> => event.type === type);
}

/** The metrics of a run that came to its end; a failed one throws its message. */
export function metricsOf(outcome: RunOutcome): Readonly<Record<string, number>> {
  if (outcome.type === 'failed') throw new Error(outcome.message);
  return outcome.metrics;
}
