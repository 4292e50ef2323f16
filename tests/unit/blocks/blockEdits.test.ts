import { describe, expect, it } from 'vitest';
import { blockEnds } from '../../../src/analysis/blockEnds';
import { summarise } from '../../../src/analysis/summary';
import { groupIntoBlock, ungroupBlock } from '../../../src/document/edits/blockEdits';
import type { Edit } from '../../../src/document/edits/edit';
import {
  addGraph,
  removeGraph,
  renameGraph,
  setArgument,
} from '../../../src/document/edits/graphEdits';
import { renameNode } from '../../../src/document/edits/nodeEdits';
import type { Graph, Project } from '../../../src/document/project';
import { drawProject, mainOf, problemsOf, rowsOf } from './drawProject';

const made = (project: Project, edit: Edit): Project => {
  const done = edit.apply(project);
  if (!done.ok) throw new Error(done.error);
  return done.value;
};

const refused = (project: Project, edit: Edit): string => {
  const done = edit.apply(project);
  return done.ok ? 'made' : done.error;
};

const branches = drawProject({
  main: {
    nodes: [
      ['image', 'input', { shape: [8] }],
      ['first', 'dense', { units: 4 }],
      ['left', 'dense', { units: 6 }],
      ['right', 'dense', { units: 6 }],
      ['sum', 'add'],
      ['end', 'dense', { units: 2 }],
    ],
    wires: [
      'image → first',
      'first → left',
      'first → right',
      'left → sum:a',
      'right → sum:b',
      'sum → end',
    ],
  },
});

const grouping = (nodes: readonly string[]) =>
  groupIntoBlock({
    graphId: 'main',
    blockId: 'part',
    nodes,
    inputFields: (source) => ({
      shape: mainOf(branches).nodes.get(source.node)?.outputs?.[source.port]?.shape ?? [1],
    }),
  });

const totalsOf = (project: Project) => summarise(mainOf(project), 4, 2).totals;
const outputOf = (project: Project) => rowsOf(project).at(-1);

describe('grouping nodes into a block', () => {
  it.each([
    [['left', 'right', 'sum']],
    [['left']],
    [['first', 'left', 'right']],
    [['first', 'left', 'right', 'sum', 'end']],
  ])('changes no number, and ungrouping %s gives the drawing back', (nodes) => {
    const grouped = made(branches, grouping(nodes));
    expect(problemsOf(grouped)).toEqual([]);
    expect(totalsOf(grouped)).toEqual(totalsOf(branches));
    expect(outputOf(grouped)?.split(' ')[1]).toBe('2');
    const part = grouped.graphs.part as Graph;
    const back = made(grouped, ungroupBlock('main', 'part1', blockEnds(part)));
    expect(Object.keys(back.graphs.main?.nodes ?? {}).sort()).toEqual(
      Object.keys(branches.graphs.main?.nodes ?? {}).sort(),
    );
    const wires = ({ graphs }: Project) =>
      (graphs.main?.edges ?? [])
        .map(({ from, to }) => `${from.node}:${from.port} ${to.node}:${to.port}`)
        .sort();
    expect(wires(back)).toEqual(wires(branches));
  });

  it('is refused for ends, for nothing, and where the block would feed itself', () => {
    expect(refused(branches, grouping([]))).toContain('Select the nodes');
    expect(refused(branches, grouping(['image', 'first']))).toContain('image is an end');
    expect(refused(branches, grouping(['first', 'sum']))).toMatch(/(left|right) stands between/);
  });

  it('hands the arguments of the graph on', () => {
    const project = drawProject({
      main: {
        arguments: { width: { type: 'integer', default: 5 } },
        nodes: [
          ['image', 'input', { shape: [8] }],
          ['first', 'dense', { units: '=width' }],
        ],
        wires: ['image → first'],
      },
    });
    const grouped = made(
      project,
      groupIntoBlock({
        graphId: 'main',
        blockId: 'part',
        nodes: ['first'],
        inputFields: () => ({ shape: [8] }),
      }),
    );
    expect(problemsOf(grouped)).toEqual([]);
    expect(totalsOf(grouped).parameters).toBe(8 * 5 + 5);
  });
});

describe('graphs of a project', () => {
  const used = made(branches, grouping(['left', 'right', 'sum']));
  const empty: Graph = { role: 'network', nodes: {}, edges: [] };

  it('are added, renamed with their uses, and removed', () => {
    const renamed = made(used, renameGraph('part', 'joint'));
    expect(problemsOf(renamed)).toEqual([]);
    expect(renamed.graphs.main?.nodes.part1?.kind).toBe('block:joint');
    const more = made(renamed, addGraph('other', empty));
    expect(Object.keys(made(more, removeGraph('other')).graphs)).toEqual(['main', 'joint']);
  });

  it('cannot be removed in use or as the last, nor take a name twice', () => {
    expect(refused(used, removeGraph('part'))).toContain('used in main, by part1');
    expect(refused(branches, removeGraph('main'))).toContain('at least one graph');
    expect(refused(used, renameGraph('part', 'main'))).toContain('there already');
    expect(refused(used, addGraph('a b', empty))).toContain('cannot name a graph');
    expect(refused(used, setArgument('part', 'index', { type: 'integer', default: 1 }))).toContain(
      'cannot name an argument',
    );
  });

  it('keep their wires when an end of a block gets another name', () => {
    const two = made(branches, grouping(['left', 'right']));
    const ends = blockEnds(two.graphs.part as Graph);
    expect([...ends.outputs.keys()]).toEqual(['output1', 'output2']);
    const renamed = made(two, renameNode('part', 'output1', 'toTheLeft'));
    expect(problemsOf(renamed)).toEqual([]);
    expect(totalsOf(renamed)).toEqual(totalsOf(branches));
  });
});
