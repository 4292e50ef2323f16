import { describe, expect, it } from 'vitest';
import type { Project } from '../../../src/document/project';
import { readSafetensors, writeSafetensors } from '../../../src/files/safetensors';
import {
  type Checkpoint,
  checkpointFile,
  readCheckpoint,
  type TensorFile,
} from '../../../src/training/checkpoint';
import type { RunRequest } from '../../../src/training/run';
import type { RunEvent } from '../../../src/training/runEvents';
import { chain, drawTraining } from '../../unit/training/drawTraining';
import { catcher, criticWithPenalty, noisyPoints, ringAdversaries } from './exampleSteps';
import { eventsOf, metricsOf, part, pointsProject, runToEnd, watch } from './testRun';

/** Everything that a run measured: epochs and the end. */
async function measured(project: Project, request: Partial<RunRequest> = {}) {
  const { events, outcome } = await runToEnd(project, request);
  return lines(events, metricsOf(outcome));
}

function lines(events: readonly RunEvent[], end: object): readonly object[] {
  return [
    ...eventsOf(events, 'epoch').map(({ phase, epoch, metrics }) => ({ phase, epoch, metrics })),
    { end },
  ];
}

/** The checkpoint after so many steps of a run that then ends, through the bytes of its file. */
async function brokenOff(
  project: Project,
  steps: number,
  request: Partial<RunRequest>,
): Promise<Checkpoint> {
  let kept: Uint8Array | null = null;
  let count = 0;
  const { run } = watch(project, {
    ...request,
    keepCheckpoint: {
      everySeconds: 0,
      keep(checkpoint) {
        if (++count !== steps) return;
        kept = writeSafetensors(checkpointFile(checkpoint));
        run.stop();
      },
    },
  });
  const outcome = await run.done;
  await run.dispose();
  if (!kept) throw new Error(outcome.type === 'failed' ? outcome.message : 'No checkpoint.');
  const file = readSafetensors('checkpoint', kept);
  if (!file.ok) throw new Error(file.error);
  const read = readCheckpoint(file.value as TensorFile);
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

const memory = chain(
  ['point', 'input', { shape: [2, 1] }],
  ['lstm', 'lstm', { units: 4, stateful: true }],
  ['output', 'dense', { units: 1, activation: 'sigmoid' }],
);

/** Points read as sequences by a layer that keeps its state from batch to batch. */
function statefulPoints(): Project {
  return drawTraining(
    { main: memory },
    {
      train: {
        nodes: [
          ['data', 'playground', { count: 80, testRatio: 0.5 }],
          ['pair', 'reshape', { targetShape: [2, 1] }],
          ['network', 'call:main'],
          ['loss', 'binaryCrossentropy'],
          ['update', 'adam'],
        ],
        wires: [
          'data:point → pair',
          'pair → network',
          'network → loss:prediction',
          'data:label → loss:target',
          'loss → update',
        ],
      },
    },
    [{ step: 'train', batchSize: 10, epochs: 3, validationSplit: 0 }],
  );
}

const prunedPoints = (): Project => {
  const project = noisyPoints(part('rmsprop', { learningRate: 0.01, momentum: 0.5 }));
  const { train } = project.graphs;
  if (!train) throw new Error('no step');
  const prune = {
    id: 'prune',
    kind: 'prune',
    fields: { sparsity: 0.5, fromStep: 2, untilStep: 14, every: 4 },
  };
  return {
    ...project,
    graphs: { ...project.graphs, train: { ...train, nodes: { ...train.nodes, prune } } },
  };
};

const history = (): Project => {
  const project = ringAdversaries();
  const { train } = project.graphs;
  if (!train) throw new Error('no step');
  const pool = { id: 'pool', kind: 'historyBuffer', fields: { capacity: 20 } };
  const edges = train.edges.map((edge) =>
    edge.to.node === 'judgeFake' ? { ...edge, from: { node: 'pool', port: 'y' } } : edge,
  );
  const into = { from: { node: 'generate', port: 'y' }, to: { node: 'pool', port: 'x' } };
  // What is fooled is not the pool's older points.
  const fooled = { id: 'judgeNew', kind: 'call:discriminator', fields: {} };
  return {
    ...project,
    graphs: {
      ...project.graphs,
      train: {
        ...train,
        nodes: { ...train.nodes, pool, judgeNew: fooled },
        edges: [
          ...edges.filter(({ to }) => to.node !== 'fool'),
          into,
          { from: { node: 'generate', port: 'y' }, to: { node: 'judgeNew', port: 'x' } },
          { from: { node: 'judgeNew', port: 'y' }, to: { node: 'fool', port: 'fake' } },
        ],
      },
    },
  };
};

const falling = (): Project => ({
  ...pointsProject({
    epochs: 4,
    patience: 2,
    optimizer: part('sgd', { learningRate: 0.5, schedule: 'plateau', fallEpochs: 1 }),
  }),
});

const phases = (): Project => {
  const project = noisyPoints();
  const [first] = project.phases;
  if (!first) throw new Error('no phase');
  return {
    ...project,
    phases: [first, { ...first, name: 'Again', seed: 5, fresh: ['main/output'] }],
  };
};

const projects: readonly (readonly [string, () => Project, steps: number])[] = [
  ['Adam, batch normalisation, noise and dropout, in the middle of an epoch', noisyPoints, 10],
  ['the same at the end of an epoch', noisyPoints, 14],
  ['momentum', () => noisyPoints(part('momentum', { nesterov: true, learningRate: 0.05 })), 5],
  ['AdaGrad and a falling rate', () => noisyPoints(part('adagrad', { schedule: 'cosine' })), 5],
  ['AdamW in its first step', () => noisyPoints(part('adamw', { warmUpSteps: 5 })), 1],
  ['RMSProp with pruning', prunedPoints, 9],
  ['a plateau and patience', falling, 23],
  ['a layer that keeps its state', statefulPoints, 6],
  ['adversaries with noise', ringAdversaries, 9],
  ['a pool of earlier points', history, 9],
  ['a gradient penalty and an update every five steps', criticWithPenalty, 7],
  ['an agent with its memory and a copy', catcher, 10],
  ['an agent with a copy that follows slowly', () => catcher({ follows: 'average' }), 10],
  ['a second phase', phases, 20],
];

describe.each(['cpu', 'wasm'] as const)('a run on %s', (backend) => {
  it.each(projects)('goes on from its file as if never broken off: %s', async (_, make, steps) => {
    const whole = await measured(make(), { backend });
    const checkpoint = await brokenOff(make(), steps, { backend });
    const rest = await measured(make(), { backend, checkpoint });
    expect(rest.length).toBeGreaterThan(1);
    expect(rest).toEqual(whole.slice(-rest.length));
    // Other numbers would be another run.
    expect(JSON.stringify(rest)).toMatch(/"(loss|tell)":\d/);
  });
});

describe('a checkpoint', () => {
  it.each([
    ['optimizers', noisyPoints, 10],
    ['layers', statefulPoints, 6],
    ['pools', history, 9],
    ['memories', catcher, 10],
  ] as const)('needs everything in it: the state of %s', async (_, make, steps) => {
    const whole = await measured(make());
    const checkpoint = await brokenOff(make(), steps, {});
    const rest = await measured(make(), { checkpoint: { ...checkpoint, state: new Map() } });
    expect(rest).not.toEqual(whole.slice(-rest.length));
  });

  it('of another network is refused', async () => {
    const checkpoint = await brokenOff(pointsProject(), 3, {});
    const other = pointsProject({}, [
      ['first', 'dense', { units: 8, activation: 'tanh' }],
      ['output', 'dense', { units: 1, activation: 'sigmoid' }],
    ]);
    const { outcome } = await runToEnd(other, { checkpoint });
    expect(outcome).toMatchObject({
      type: 'failed',
      message: expect.stringContaining('The checkpoint has no main/first/kernel'),
    });
  });

  it.each([
    [{}, 'it does not say where a run stood'],
    [{ netloomCheckpoint: '{' }, 'cannot be read'],
    [{ netloomCheckpoint: '{"phase": 0}' }, 'is incomplete'],
  ])('with %j is refused in a sentence', (metadata, message) => {
    const read = readCheckpoint({ tensors: new Map(), metadata });
    expect(read).toMatchObject({ ok: false, error: expect.stringContaining(message) });
  });

  it.each([
    ['after an epoch', 1],
    ['while it is tested', 3],
  ])('is kept where a run is paused %s, and goes on to the same losses', async (_, at) => {
    const project = noisyPoints();
    const whole = await measured(project);
    const kept: Checkpoint[] = [];
    const { run } = watch(
      project,
      {
        keepCheckpoint: {
          everySeconds: 1000,
          keep(checkpoint) {
            kept.push(checkpoint);
            run.stop();
          },
        },
      },
      (event, running) => {
        if (event.type === 'epoch' && event.epoch === at) running.pause();
      },
    );
    await run.done;
    await run.dispose();
    expect(kept).toHaveLength(1);
    const [checkpoint] = kept;
    const rest = await measured(project, checkpoint ? { checkpoint } : {});
    expect(rest.length).toBeLessThan(whole.length);
    expect(rest).toEqual(whole.slice(-rest.length));
  });

  it('is not kept of a run whose loss is no number any more', async () => {
    const broken: Checkpoint[] = [];
    const { outcome } = await runToEnd(
      pointsProject(
        { loss: part('meanSquaredError'), optimizer: part('sgd', { learningRate: 1000 }) },
        [
          ['hidden', 'dense', { units: 4 }],
          ['output', 'dense', { units: 1 }],
        ],
      ),
      { keepCheckpoint: { everySeconds: 0, keep: (kept) => void broken.push(kept) } },
    );
    expect(outcome.type).toBe('failed');
    for (const { place } of broken) {
      for (const [, sum] of Object.values(place.sums)) expect(Number.isFinite(sum)).toBe(true);
    }
    const last = [...(broken.at(-1)?.weights.values() ?? [])].flatMap(({ values }) => [...values]);
    expect(last.every(Number.isFinite)).toBe(true);
  });
});
