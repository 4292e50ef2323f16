import { describe, expect, test } from 'vitest';
import { availableGraphs, graphsInside } from '../../../renderer/canvas/availableKinds';
import { shownOutputs } from '../../../renderer/canvas/flowElements';
import { withEndsPlaced, withInsidesPlaced } from '../../../renderer/canvas/groupPlaces';
import { rowPitch } from '../../../renderer/canvas/makeRoom';
import { marksOfNode } from '../../../renderer/canvas/marksOfNode';
import { problemPlace } from '../../../renderer/store/problemPlace';
import { analyseProject } from '../../../src/analysis/analyse';
import { blockEnds } from '../../../src/analysis/blockEnds';
import { groupIntoBlock, ungroupBlock } from '../../../src/document/edits/blockEdits';
import type { Edit } from '../../../src/document/edits/edit';
import type { Graph, GraphNode, Project } from '../../../src/document/project';
import { drawProject } from '../blocks/drawProject';

function applied(project: Project, edit: Edit): Project {
  const changed = edit.apply(project);
  if (!changed.ok) throw new Error(changed.error);
  return changed.value;
}

const unit = {
  arguments: { skip: { type: 'boolean', default: false } },
  nodes: [
    ['x', 'input', { shape: [4] }],
    ['dense', 'dense', { units: 4 }, { bypass: '=skip' }],
  ],
  wires: ['x → dense'],
} as const;

describe('a block on the canvas', () => {
  test('is marked as repeated, shared, bypassed and run along a sequence', () => {
    const project = drawProject({
      main: {
        nodes: [
          ['x', 'input', { shape: [10, 4] }],
          ['steps', 'block:unit', {}, { scan: { feedback: [] } }],
          ['chain', 'block:unit', {}, { repeat: 3, sharedWeights: true }],
          ['twin', 'block:unit', { trainable: false }, { weightsOf: 'plain' }],
          ['plain', 'block:unit'],
          ['off', 'block:unit', {}, { bypass: true }],
        ],
        wires: ['x → steps', 'steps → chain', 'chain → twin', 'twin → plain', 'plain → off'],
      },
      unit,
    });
    const { nodes } = analyseProject(project).graphs.main!;
    const marks = (id: string) => marksOfNode(nodes.get(id)!).map(({ text }) => text);
    expect(marks('x')).toEqual([]);
    expect(marks('steps')).toEqual(['runs along a sequence of 10 steps']);
    expect(marks('chain')).toEqual([
      'repeated 3 times in a chain, all with the same weights',
      'the repetitions share their weights',
    ]);
    expect(marks('twin')).toEqual(['uses the weights of plain', 'does not learn']);
    expect(marks('off')).toEqual(['bypassed: lets its input through']);
    expect(marksOfNode(nodes.get('chain')!)[0]?.label).toBe('×3');
  });

  test('shows all its outputs; a layer those that it gives', () => {
    const project = drawProject({
      main: {
        nodes: [
          ['x', 'input', { shape: [5, 4] }],
          ['fork', 'block:fork'],
          ['plain', 'lstm', { units: 3 }],
          ['states', 'lstm', { units: 3, returnState: true }],
        ],
        wires: ['x → fork', 'x → plain', 'x → states'],
      },
      fork: {
        nodes: [
          ['x', 'input', { shape: [4] }],
          ['left', 'output'],
          ['right', 'output'],
        ],
        wires: ['x → left', 'x → right'],
      },
    });
    const main = analyseProject(project).graphs.main!;
    expect(shownOutputs(main, 'fork')).toEqual(['left', 'right']);
    expect(shownOutputs(main, 'plain')).toHaveLength(1);
    expect(shownOutputs(main, 'states').length).toBeGreaterThan(1);
  });

  test('cannot stand in what it is made of', () => {
    const project = drawProject({
      main: { nodes: [['a', 'block:stage']], wires: [] },
      stage: { nodes: [['u', 'block:unit']], wires: [] },
      unit,
    });
    expect([...graphsInside(project.graphs, 'main')]).toEqual(['stage', 'unit']);
    const refused = availableGraphs(analyseProject(project), 'stage').map(
      ({ graphId, refusal }) => [graphId, refusal],
    );
    expect(refused).toEqual([
      ['main', 'main contains stage, which would so contain itself.'],
      ['unit', null],
    ]);
  });

  test('leads from its problem to what is wrong inside', () => {
    const project = drawProject({
      main: {
        nodes: [
          ['x', 'input', { shape: [8, 8, 3] }],
          ['stage', 'block:stage'],
        ],
        wires: ['x → stage'],
      },
      stage: {
        nodes: [
          ['x', 'input', { shape: [8, 8, 3] }],
          ['unit', 'block:pool', {}, { repeat: 5 }],
        ],
        wires: ['x → unit'],
      },
      pool: {
        nodes: [
          ['x', 'input', { shape: [8, 8, 3] }],
          ['conv', 'conv2d', { filters: 3, kernelSize: [3, 3] }],
        ],
        wires: ['x → conv'],
      },
    });
    const analysis = analyseProject(project);
    const told = analysis.graphs.main!.diagnostics.find(({ code }) => code === 'block/inside')!;
    // 8, 6, 4, 2: the fourth kernel no longer fits.
    expect(problemPlace(analysis, told)).toBe('stage/unit4/conv');
  });
});

describe('grouping and ungrouping', () => {
  const chain: Graph = {
    role: 'network',
    nodes: Object.fromEntries(
      ['image', 'a', 'b', 'c'].map((id, place): [string, GraphNode] => [
        id,
        {
          id,
          kind: place === 0 ? 'input' : 'relu',
          fields: {},
          position: { x: 80, y: place * rowPitch },
        },
      ]),
    ),
    edges: ['a', 'b', 'c'].map((id, place) => ({
      from: { node: ['image', 'a', 'b'][place]!, port: 'y' },
      to: { node: id, port: 'x' },
    })),
  };
  const project: Project = { name: 'Chain', graphs: { main: chain }, phases: [] };
  const group = withEndsPlaced(
    'unit',
    groupIntoBlock({
      graphId: 'main',
      nodes: ['a', 'b'],
      blockId: 'unit',
      inputFields: () => ({}),
    }),
  );

  test('puts inputs above and outputs below what went into the block', () => {
    const { nodes } = applied(project, group).graphs.unit!;
    const places = Object.values(nodes).map(({ kind, position }) => [kind, position]);
    expect(places).toContainEqual(['input', { x: 80, y: 0 }]);
    expect(places).toContainEqual(['output', { x: 80, y: 3 * rowPitch }]);
  });

  test('and back leaves everything where it was', () => {
    const grouped = applied(project, group);
    const block = Object.values(grouped.graphs.main!.nodes).find(({ kind }) =>
      kind.startsWith('block:'),
    )!;
    const edit = ungroupBlock('main', block.id, blockEnds(grouped.graphs.unit!));
    const { nodes } = applied(grouped, withInsidesPlaced('main', block, edit)).graphs.main!;
    for (const [id, { position }] of Object.entries(chain.nodes)) {
      expect(nodes[id]?.position, id).toEqual(position);
    }
  });
});
