import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  copyNodes,
  pasteNodes,
  readCopiedNodes,
  writeCopiedNodes,
} from '../../../renderer/canvas/copiedNodes';
import type { Graph, GraphNode } from '../../../src/document/project';

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
        const copied = copyNodes(chain(ids), ids);
        expect(readCopiedNodes(writeCopiedNodes(copied))).toEqual({ ok: true, value: copied });
      }),
    );
  });

  test('take along only the wires between them', () => {
    const copied = copyNodes(chain(['a', 'b', 'c']), ['b', 'c']);
    expect(copied.nodes.map(({ id }) => id)).toEqual(['b', 'c']);
    expect(copied.edges).toHaveLength(1);
  });

  test('get free names when pasted, and leave what was there alone', () => {
    fc.assert(
      fc.property(names, names, (there, ids) => {
        const graph = chain(there);
        const project = { name: 'p', graphs: { main: graph }, phases: [] };
        const copied = copyNodes(chain(ids), ids);
        const pasted = pasteNodes('main', graph, copied, { x: 8, y: 8 }, 'Paste');
        const changed = pasted.edit.apply(project);
        expect(changed.ok).toBe(true);
        if (!changed.ok) return;
        const after = changed.value.graphs.main as Graph;
        expect(Object.keys(after.nodes)).toHaveLength(there.length + ids.length);
        for (const id of there) expect(after.nodes[id]).toBe(graph.nodes[id]);
        expect(new Set(pasted.ids).size).toBe(ids.length);
        expect(after.edges).toHaveLength(there.length - 1 + ids.length - 1);
      }),
    );
  });

  test('are told from other text, and damage is told about', () => {
    expect(readCopiedNodes('a shopping list')).toEqual({ ok: true, value: null });
    const project = '{ "netloom": 1, "name": "A project", "graphs": { "main": { "nodes": [] } } }';
    expect(readCopiedNodes(project)).toEqual({ ok: true, value: null });
    const damaged = writeCopiedNodes(copyNodes(chain(['a']), ['a'])).replace('"kind"', '"kin"');
    expect(readCopiedNodes(damaged)).toMatchObject({
      ok: false,
      error: expect.stringContaining('kin'),
    });
  });
});
