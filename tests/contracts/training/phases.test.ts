import { describe, expect, it } from 'vitest';
import type { Phase, Project } from '../../../src/document/project';
import { eventsOf, metricsOf, part, pointsProject, runToEnd, watch } from './testRun';

const still = part('sgd', { learningRate: 0 });

/** A project that learns in one phase and goes on in another, which may change nothing by itself. */
function twoPhases(second: Partial<Phase>, optimizer = still): Project {
  const { graphs, phases } = pointsProject({ epochs: 4 });
  const { train: tune } = pointsProject({ optimizer }).graphs;
  const [first] = phases;
  if (!first || !tune) throw new Error('no phase');
  return {
    name: 'Two phases',
    graphs: { ...graphs, tune },
    phases: [first, { ...first, name: 'Tune', step: 'tune', epochs: 2, ...second }],
  };
}

/** The weights after some phases of a project. */
async function weightsAfter(project: Project, phases: readonly number[]) {
  const { run } = watch(project, { phases });
  metricsOf(await run.done);
  const weights = await run.weights();
  await run.dispose();
  if (!weights.ok) throw new Error(weights.error);
  return new Map([...weights.value].map(([name, { values }]) => [name, [...values]]));
}

describe('phases', () => {
  it('run one after the other, networks keeping what they learned', async () => {
    const project = twoPhases({});
    expect(await weightsAfter(project, [0, 1])).toEqual(await weightsAfter(project, [0]));
    const { events } = await runToEnd(project);
    expect(eventsOf(events, 'started').map(({ phase }) => phase)).toEqual([0, 1]);
    expect(eventsOf(events, 'epoch').map(({ phase, epoch }) => [phase, epoch])).toEqual([
      [0, 1],
      [0, 2],
      [0, 3],
      [0, 4],
      [1, 1],
      [1, 2],
    ]);
  });

  it('begin anew with what is fresh in them', async () => {
    const project = twoPhases({ fresh: ['main/output'], seed: 9 });
    const [learned, tuned] = [
      await weightsAfter(project, [0]),
      await weightsAfter(project, [0, 1]),
    ];
    const drawn = await weightsAfter(project, [1]);
    for (const [name, values] of tuned) {
      const from = name.startsWith('main/output/') ? drawn : learned;
      expect([name, values]).toEqual([name, from.get(name)]);
    }
    expect(drawn.get('main/output/kernel')).not.toEqual(learned.get('main/output/kernel'));
  });

  it('leave what is frozen in them', async () => {
    const project = twoPhases({ frozen: ['main/hidden'] }, part('adam'));
    const [learned, tuned] = [
      await weightsAfter(project, [0]),
      await weightsAfter(project, [0, 1]),
    ];
    for (const [name, values] of tuned) {
      const isSame = String(values) === String(learned.get(name));
      expect([name, isSame]).toEqual([name, name.startsWith('main/hidden/')]);
    }
  });

  it('end early where the loss falls no more', async () => {
    const ended = async (patience: number | null, optimizer = still) => {
      const { events } = await runToEnd(pointsProject({ epochs: 12, patience, optimizer }));
      return eventsOf(events, 'epoch').length;
    };
    expect(await ended(3)).toBe(4);
    expect(await ended(null)).toBe(12);
    expect(await ended(3, part('sgd', { learningRate: 0.1 }))).toBe(12);
  });

  it('end early by what their update makes smaller, where that is no loss itself', async () => {
    const project = pointsProject({
      epochs: 12,
      patience: 3,
      optimizer: part('sgd', { learningRate: 0.1 }),
    });
    const { train } = project.graphs;
    if (!train) throw new Error('There is no step.');
    const double = { id: 'double', kind: 'scale', fields: { factor: 2 } };
    const into = { node: 'double', port: 'x' };
    const edges = train.edges.flatMap((edge) =>
      edge.from.node === 'loss'
        ? [
            { ...edge, to: into },
            { ...edge, from: { node: 'double', port: 'y' } },
          ]
        : [edge],
    );
    const graph = { ...train, nodes: { ...train.nodes, double }, edges };
    const { events } = await runToEnd({ ...project, graphs: { ...project.graphs, train: graph } });
    expect(eventsOf(events, 'epoch')).toHaveLength(12);
  });

  it('have as many steps as they say, round and round through the data', async () => {
    const { events } = await runToEnd(pointsProject({ epochs: 2, stepsPerEpoch: 25 }));
    const [first] = eventsOf(events, 'epoch');
    expect(first?.progress).toMatchObject({ step: 25, stepsPerEpoch: 25 });
  });
});
