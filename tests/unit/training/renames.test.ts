import { describe, expect, it } from 'vitest';
import { renameGraph } from '../../../src/document/edits/graphEdits';
import { renameNode } from '../../../src/document/edits/nodeEdits';
import type { Project } from '../../../src/document/project';
import { applied, chain, drawStep, problemsOf } from './drawTraining';

/** A network, a copy of it, its parts in an update, in a penalty, in what prunes and in the phase. */
function named(): Project {
  return drawStep(
    {
      main: chain(
        ['x', 'input', { shape: [4] }],
        ['hidden', 'dense', { units: 4 }],
        ['output', 'dense', { units: 4 }],
      ),
    },
    {
      nodes: [
        ['data', 'noise', { shape: [4] }],
        ['network', 'call:main', { features: ['hidden'] }],
        ['copy', 'target:main'],
        ['loss', 'meanSquaredError'],
        ['penalty', 'weightPenalty', { networks: ['main/output'] }],
        ['update', 'adam', { networks: ['main/hidden', 'main/output'] }],
        ['prune', 'prune', { networks: ['main'] }],
      ],
      wires: [
        'data → network',
        'data → copy',
        'network:y → loss:prediction',
        'copy → loss:target',
        'loss → update:a',
        'penalty → update:b',
      ],
    },
    { stepsPerEpoch: 3, frozen: ['main/hidden'], fresh: ['main'] },
  );
}

const nodesOf = (project: Project) => project.graphs.train?.nodes ?? {};

describe('what a training step calls by a name', () => {
  it('is sound as it is drawn here', () => {
    expect(problemsOf(named())).toEqual([]);
  });

  it('follows when a node of a network is renamed: parts in fields and phases, features', () => {
    const wired = named();
    const step = wired.graphs.train as Project['graphs'][string];
    const feature = {
      from: { node: 'network', port: 'hidden' },
      to: { node: 'spread', port: 'x' },
    };
    const spread = { id: 'spread', kind: 'activityPenalty', fields: {} };
    const project: Project = {
      ...wired,
      graphs: {
        ...wired.graphs,
        train: {
          ...step,
          nodes: { ...step.nodes, spread },
          edges: [...step.edges, feature],
        },
      },
    };
    const after = applied(project, renameNode('main', 'hidden', 'middle'));
    const nodes = nodesOf(after);
    expect(nodes.update?.fields.networks).toEqual(['main/middle', 'main/output']);
    expect(nodes.network?.fields.features).toEqual(['middle']);
    expect(after.phases[0]?.frozen).toEqual(['main/middle']);
    const wire = after.graphs.train?.edges.find(({ to }) => to.node === 'spread');
    expect(wire?.from.port).toBe('middle');
    expect(problemsOf(after).map(({ code }) => code)).toEqual(
      problemsOf(project).map(({ code }) => code),
    );
  });

  it('follows when a network is renamed: calls, copies, fields and phases', () => {
    const project = applied(named(), renameGraph('main', 'classifier'));
    const nodes = nodesOf(project);
    expect(nodes.network?.kind).toBe('call:classifier');
    expect(nodes.copy?.kind).toBe('target:classifier');
    expect(nodes.update?.fields.networks).toEqual(['classifier/hidden', 'classifier/output']);
    expect(nodes.penalty?.fields.networks).toEqual(['classifier/output']);
    expect(nodes.prune?.fields.networks).toEqual(['classifier']);
    expect(project.phases[0]).toMatchObject({
      frozen: ['classifier/hidden'],
      fresh: ['classifier'],
    });
    expect(problemsOf(project)).toEqual([]);
  });

  it('follows when a training step is renamed', () => {
    const project = applied(named(), renameGraph('train', 'pretrain'));
    expect(project.phases[0]?.step).toBe('pretrain');
    expect(problemsOf(project)).toEqual([]);
  });
});
