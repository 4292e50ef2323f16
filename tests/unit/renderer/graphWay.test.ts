import { describe, expect, test } from 'vitest';
import {
  graphsOnWay,
  mendWay,
  shownOnWay,
  usesOfGraph,
  wayOfPath,
  wayText,
  wayTo,
} from '../../../renderer/store/graphWay';
import { analyseProject } from '../../../src/analysis/analyse';
import type { Edit } from '../../../src/document/edits/edit';
import { removeGraph, renameGraph } from '../../../src/document/edits/graphEdits';
import { removeNodes } from '../../../src/document/edits/nodeEdits';
import type { Project } from '../../../src/document/project';
import { drawProject } from '../blocks/drawProject';

/** Two stages of units that are repeated; the second begins with a stride. */
const project = drawProject({
  main: {
    nodes: [
      ['image', 'input', { shape: [32, 32, 8] }],
      ['stage1', 'block:stage', { units: 2 }],
      ['stage2', 'block:stage', { units: 3, stride: 2 }],
    ],
    wires: ['image → stage1', 'stage1 → stage2'],
  },
  stage: {
    arguments: { units: { type: 'integer', default: 1 }, stride: { type: 'integer', default: 1 } },
    nodes: [
      ['x', 'input', { shape: [8, 8, 8] }],
      ['unit', 'block:unit', { stride: '=index == 1 ? stride : 1' }, { repeat: '=units' }],
    ],
    wires: ['x → unit'],
  },
  unit: {
    arguments: { stride: { type: 'integer', default: 1 } },
    nodes: [
      ['x', 'input', { shape: [8, 8, 8] }],
      ['conv', 'conv2d', { filters: 8, strides: ['=stride', '=stride'], padding: 'same' }],
    ],
    wires: ['x → conv'],
  },
  spare: { nodes: [['x', 'input', { shape: [3] }]], wires: [] },
});

const analysis = analyseProject(project);
const inSecondUnit = {
  root: 'main',
  steps: [
    { node: 'stage2', part: null },
    { node: 'unit', part: 2 },
  ],
};

function analysedAfter(before: Project, edit: Edit): ReturnType<typeof analyseProject> {
  const changed = edit.apply(before);
  if (!changed.ok) throw new Error(changed.error);
  return analyseProject(changed.value);
}

describe('the way into a block', () => {
  test('leads to the analysis of the use that it goes through', () => {
    expect(graphsOnWay(project, inSecondUnit)).toEqual(['main', 'stage', 'unit']);
    const output = (part: number): readonly (number | null)[] | undefined => {
      const way = {
        root: 'main',
        steps: [
          { node: 'stage2', part: null },
          { node: 'unit', part },
        ],
      };
      const { shown, isExact } = shownOnWay(analysis, way);
      expect(isExact).toBe(true);
      return shown?.nodes.get('conv')?.inputs.x?.shape;
    };
    expect(output(1)).toEqual([32, 32, 8]);
    expect(output(2)).toEqual([16, 16, 8]);
    expect(wayText(inSecondUnit)).toBe('stage2, unit 2');
  });

  test('is told apart from others only where the use differs', () => {
    const uses = usesOfGraph(analysis, 'unit');
    expect(uses.map(({ way }) => wayText(way))).toEqual([
      'stage1, unit 1',
      'stage2, unit 1',
      'stage2, unit 2',
    ]);
    expect(wayText(wayTo(analysis, 'stage'))).toBe('stage1');
    expect(wayTo(analysis, 'spare')).toEqual({ root: 'spare', steps: [] });
  });

  test('shows the first use where nothing is known about the one it leads to', () => {
    const broken = analysedAfter(project, removeNodes('main', ['stage1']));
    const { shown, isExact } = shownOnWay(broken, inSecondUnit);
    expect(isExact).toBe(false);
    expect(shown).toBe(broken.graphs.unit);
  });

  test('survives edits: renamed graphs, removed nodes, removed graphs', () => {
    const renamed = analysedAfter(project, renameGraph('stage', 'level'));
    expect(graphsOnWay(renamed.project, mendWay(project, renamed, inSecondUnit))).toEqual([
      'main',
      'level',
      'unit',
    ]);
    const renamedRoot = analysedAfter(project, renameGraph('main', 'net'));
    expect(mendWay(project, renamedRoot, inSecondUnit)).toEqual({ ...inSecondUnit, root: 'net' });
    const removed = analysedAfter(project, removeNodes('main', ['stage2']));
    expect(wayText(mendWay(project, removed, inSecondUnit))).toBe('stage1, unit 1');
    const spare = { root: 'spare', steps: [] };
    const gone = analysedAfter(project, removeGraph('spare'));
    expect(mendWay(project, gone, spare)).toEqual({ root: 'main', steps: [] });
  });

  test('is found from a path as tables write it', () => {
    const main = { root: 'main', steps: [] };
    expect(wayOfPath(analysis, main, 'stage2/unit2/conv')).toEqual({
      way: inSecondUnit,
      node: 'conv',
    });
    expect(wayOfPath(analysis, main, 'stage2/unit3')?.node).toBe('unit');
    expect(wayOfPath(analysis, main, 'stage1')).toEqual({ way: main, node: 'stage1' });
    expect(wayOfPath(analysis, main, 'stage2/unit4/conv')).toBeNull();
    expect(wayOfPath(analysis, main, 'nowhere')).toBeNull();
  });
});
