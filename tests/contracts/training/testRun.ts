import { analyseProject } from '../../../src/analysis/analyse';
import type { Phase, Project } from '../../../src/document/project';
import type { DataPlaces } from '../../../src/training/loadData';
import { type Run, type RunRequest, startRun } from '../../../src/training/run';
import type { RunEvent, RunOutcome } from '../../../src/training/runEvents';
import type { ViewContent } from '../../../src/training/viewContent';
import { memoryDataFiles } from '../../unit/data/memoryDataFiles';
import { chain, type DrawnGraph, drawStep } from '../../unit/training/drawTraining';

/** Files of the user by path; no MNIST. */
export function placesWith(files: ReadonlyMap<string, Uint8Array> = new Map()): DataPlaces {
  return {
    user: memoryDataFiles(files),
    mnist: { files: memoryDataFiles(new Map()), folder: 'mnist' },
  };
}

/** A node by its kind. */
export interface Part {
  readonly kind: string;
  readonly fields: object;
}

/** A node of a training step by its kind. */
export function part(kind: string, fields: object = {}): Part {
  return { kind, fields };
}

/** A supervised training: the parts of its step, and the settings of its phase. */
export interface Training extends Partial<Phase> {
  readonly data?: Part;
  /** The column that is fed. */
  readonly input?: string;
  /** The column that the output is compared with; classes are counted as `accuracy` if it is `label`. */
  readonly target?: string;
  readonly loss?: Part;
  readonly optimizer?: Part;
  /** Whether the column `label` holds numbers. */
  readonly isRegression?: boolean;
}

/** A multilayer perceptron for points in the plane, with a phase that trains it. */
export function pointsProject(
  training: Training = {},
  layers: DrawnGraph['nodes'] = [
    ['hidden', 'dense', { units: 8, activation: 'tanh' }],
    ['output', 'dense', { units: 1, activation: 'sigmoid' }],
  ],
): Project {
  return supervised(chain(['point', 'input', { shape: [2] }], ...layers), training);
}

/** A project that trains the network `main`; what is left out trains points in the plane. */
export function supervised(main: DrawnGraph, training: Training = {}): Project {
  const {
    data = part('playground', { shape: 'circle', count: 200 }),
    input = { playground: 'point', csv: 'features' }[data.kind] ?? 'image',
    target = 'label',
    loss = part('binaryCrossentropy'),
    optimizer = part('adam', { learningRate: 0.03 }),
    isRegression = false,
    ...phase
  } = training;
  const isSigned = ['meanSquaredError', 'hinge'].includes(loss.kind);
  const threshold = isSigned ? { threshold: 0 } : {};
  const isCounted = target === 'label' && !isRegression;
  const train: DrawnGraph = {
    nodes: [
      ['data', data.kind, data.fields],
      ['network', 'call:main'],
      ['loss', loss.kind, loss.fields],
      ...(isCounted ? [['accuracy', 'accuracy', threshold] as const] : []),
      ['update', optimizer.kind, optimizer.fields],
      ['predictions', 'predictions', threshold],
      ...(input === 'point' ? [['boundary', 'decisionBoundary', threshold] as const] : []),
    ],
    wires: [
      `data:${input} → network`,
      'network → loss:prediction',
      `data:${target} → loss:target`,
      'loss → update',
      ...(isCounted ? ['network → accuracy:prediction', `data:${target} → accuracy:target`] : []),
      `data:${input} → predictions:example`,
      'network → predictions:prediction',
      `data:${target} → predictions:target`,
      ...(input === 'point'
        ? [
            'data:point → boundary:points',
            'network → boundary:prediction',
            'data:label → boundary:target',
          ]
        : []),
    ],
  };
  return drawStep({ main }, train, { batchSize: 10, epochs: 3, ...phase });
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

/** What a view showed, one content after the other. */
export function viewsOf<Type extends ViewContent['type']>(
  events: readonly RunEvent[],
  type: Type,
): readonly Extract<ViewContent, { type: Type }>[] {
  return eventsOf(events, 'view').flatMap(({ content }) =>
    content.type === type ? [content as Extract<ViewContent, { type: Type }>] : [],
  );
}
