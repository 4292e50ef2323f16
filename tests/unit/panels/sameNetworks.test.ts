import { expect, it } from 'vitest';
import { hasSameNetworks } from '../../../renderer/training/runState';
import {
  emptyProject,
  type Graph,
  type GraphNode,
  type Project,
} from '../../../src/document/project';

function node(id: string, kind: string, fields: GraphNode['fields'] = {}, x = 0): GraphNode {
  return { id, kind, fields, position: { x, y: 0 } };
}

function graph(role: Graph['role'], ...nodes: GraphNode[]): Graph {
  return { role, nodes: Object.fromEntries(nodes.map((one) => [one.id, one])), edges: [] };
}

function project(units: number, rate: number, inner = 3, x = 0): Project {
  return {
    ...emptyProject('Test'),
    graphs: {
      main: graph('network', node('dense', 'dense', { units }, x), node('part', 'block:inner')),
      inner: graph('network', node('dense', 'dense', { units: inner })),
      train: graph(
        'trainingStep',
        node('network', 'call:main'),
        node('update', 'sgd', { learningRate: rate }),
      ),
    },
  };
}

it('goes on with what was learned while the networks are drawn as they were', () => {
  const then = project(8, 0.1);
  expect(hasSameNetworks(then, project(8, 0.5, 3, 40), 'train')).toBe(true);
  expect(hasSameNetworks(then, project(9, 0.1), 'train')).toBe(false);
  // Inside a block, too.
  expect(hasSameNetworks(then, project(8, 0.1, 4), 'train')).toBe(false);
});
