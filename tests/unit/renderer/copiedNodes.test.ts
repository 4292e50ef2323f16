import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CopiedNodes,
  copyNodes,
  pasteNodes,
  readCopiedNodes,
  writeCopiedNodes,
} from '../../../renderer/canvas/copiedNodes';
import type { Graph, GraphNode, Project } from '../../../src/document/project';
import { drawProject, problemsOf } from '../blocks/drawProject';

/** A project with nodes pasted into one of its graphs. */
function paste(project: Project, graphId: string, copied: CopiedNodes): Project {
  const pasted = pasteNodes(project, graphId, copied, { x: 0, y: 0 }, 'Paste');
  if (!pasted.ok) throw new Error(pasted.error);
  const changed = pasted.value.edit.apply(project);
  if (!changed.ok) throw new Error(changed.error);
  return changed.value;
}

/** A chain of nodes with the names given. */
function chain(ids: readonly string[]): Graph {
  const nodes = ids.map(
    (id, index): GraphNode => ({
      id,
      kind: index === 0 ? 'input' : 'relu',
      fields: index === 0 ? { shape: [4] } : {},
      position: { x: 0, y: index * 88 },
    }),
  );
  return {
    role: 'network',
    nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
    edges: ids.slice(1).map((id, index) => ({
      from: { node: ids[index] as string, port: 'y' },
      to: { node: id, port: 'x' },
    })),
  };
}

const names = fc.uniqueArray(fc.stringMatching(/^[a-d][a-d0-9_]{0,3}$/), {
  minLength: 1,
  maxLength: 8,
});

describe('copied nodes', () => {
  test('come back from their text as they were', () => {
    fc.assert(
      fc.property(names, (ids) => {
        const copied = copyNodes({ main: chain(ids) }, 'main', ids);
        expect(readCopiedNodes(writeCopiedNodes(copied))).toEqual({ ok: true, value: copied });
      }),
    );
  });

  test('take along only the wires between them', () => {
    const copied = copyNodes({ main: chain(['a', 'b', 'c']) }, 'main', ['b', 'c']);
    expect(copied.nodes.map(({ id }) => id)).toEqual(['b', 'c']);
    expect(copied.edges).toHaveLength(1);
  });

  test('get free names when pasted, and leave what was there alone', () => {
    fc.assert(
      fc.property(names, names, (there, ids) => {
        const graph = chain(there);
        const project = { name: 'p', graphs: { main: graph }, phases: [] };
        const copied = copyNodes({ main: chain(ids) }, 'main', ids);
        const pasted = pasteNodes(project, 'main', copied, { x: 8, y: 8 }, 'Paste');
        if (!pasted.ok) throw new Error(pasted.error);
        const changed = pasted.value.edit.apply(project);
        expect(changed.ok).toBe(true);
        if (!changed.ok) return;
        const after = changed.value.graphs.main as Graph;
        expect(Object.keys(after.nodes)).toHaveLength(there.length + ids.length);
        for (const id of there) expect(after.nodes[id]).toBe(graph.nodes[id]);
        expect(new Set(pasted.value.ids).size).toBe(ids.length);
        expect(after.edges).toHaveLength(there.length - 1 + ids.length - 1);
      }),
    );
  });

  test('bring the graphs along that their blocks need, and use what is there already', () => {
    const from = drawProject({
      main: { nodes: [['s', 'block:stage']], wires: [] },
      stage: {
        nodes: [
          ['x', 'input', { shape: [4] }],
          ['u', 'block:unit'],
        ],
        wires: ['x → u'],
      },
      unit: {
        nodes: [
          ['x', 'input', { shape: [4] }],
          ['act', 'relu'],
        ],
        wires: ['x → act'],
      },
      other: { nodes: [], wires: [] },
    });
    const copied = copyNodes(from.graphs, 'main', ['s']);
    expect(Object.keys(copied.graphs)).toEqual(['stage', 'unit']);
    expect(readCopiedNodes(writeCopiedNodes(copied))).toEqual({ ok: true, value: copied });

    // A project that has another `unit`: the copied stage keeps its own.
    const into = drawProject({
      main: { nodes: [], wires: [] },
      unit: { nodes: [['x', 'input', { shape: [9] }]], wires: [] },
    });
    const once = paste(into, 'main', copied);
    expect(Object.keys(once.graphs)).toEqual(['main', 'unit', 'unit2', 'stage']);
    expect(once.graphs.unit).toBe(into.graphs.unit);
    expect(once.graphs.stage?.nodes.u?.kind).toBe('block:unit2');
    expect(problemsOf(once).filter((problem) => problem.includes('unknown'))).toEqual([]);
    const twice = paste(once, 'main', copied);
    expect(Object.keys(twice.graphs)).toEqual(Object.keys(once.graphs));
    expect(Object.keys(twice.graphs.main?.nodes ?? {})).toEqual(['s', 's1']);

    // Into what they are made of they cannot go.
    const refused = pasteNodes(from, 'unit', copied, { x: 0, y: 0 }, 'Paste');
    expect(refused).toMatchObject({ ok: false, error: expect.stringContaining('contain itself') });
  });

  test('are told from other text, and damage is told about', () => {
    expect(readCopiedNodes('a shopping list')).toEqual({ ok: true, value: null });
    const project = '{ "netloom": 1, "name": "A project", "graphs": { "main": { "nodes": [] } } }';
    expect(readCopiedNodes(project)).toEqual({ ok: true, value: null });
    const damaged = writeCopiedNodes(copyNodes({ main: chain(['a']) }, 'main', ['a'])).replace(
      '"kind"',
      '"kin"',
    );
    expect(readCopiedNodes(damaged)).toMatchObject({
      ok: false,
      error: expect.stringContaining('kin'),
    });
  });
});
