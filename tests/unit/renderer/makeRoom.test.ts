import { describe, expect, test } from 'vitest';
import { freePlace, withRoom } from '../../../renderer/canvas/makeRoom';
import { nodeHeight, nodeWidth } from '../../../renderer/canvas/nodeSize';
import { insertOnEdge } from '../../../src/document/edits/edgeEdits';
import type { Edge, Graph, GraphNode, Position } from '../../../src/document/project';

function at(id: string, x: number, y: number): GraphNode {
  return { id, kind: 'relu', fields: {}, position: { x, y } };
}

function wire(from: string, to: string): Edge {
  return { from: { node: from, port: 'y' }, to: { node: to, port: 'x' } };
}

function covers(a: Position, b: Position): boolean {
  return Math.abs(a.x - b.x) < nodeWidth && Math.abs(a.y - b.y) < nodeHeight;
}

describe('a node put into a wire', () => {
  test('stands between its ends and pushes what follows down, covering nothing', () => {
    const graph: Graph = {
      role: 'network',
      nodes: {
        a: at('a', 0, 0),
        b: at('b', 0, 88),
        c: at('c', 0, 176),
        aside: at('aside', 400, 88),
      },
      edges: [wire('a', 'b'), wire('b', 'c')],
    };
    const node: GraphNode = { id: 'new', kind: 'relu', fields: {} };
    const edit = withRoom('main', insertOnEdge('main', wire('a', 'b'), node, 'x', 'y'));
    const changed = edit.apply({ name: 'p', graphs: { main: graph }, phases: [] });
    if (!changed.ok) throw new Error(changed.error);
    const { nodes } = changed.value.graphs.main as Graph;
    const places = Object.values(nodes).map(({ position }) => position as Position);
    for (const [index, place] of places.entries()) {
      for (const other of places.slice(index + 1)) expect(covers(place, other)).toBe(false);
    }
    const y = (id: string): number => nodes[id]?.position?.y ?? Number.NaN;
    expect(y('a')).toBeLessThan(y('new'));
    expect(y('new')).toBeLessThan(y('b'));
    expect(y('b')).toBeLessThan(y('c'));
    expect(nodes.aside).toBe(graph.nodes.aside);
  });
});

test('a free place is the one wanted, or the next to its right that is free', () => {
  const graph: Graph = { role: 'network', nodes: { a: at('a', 0, 0) }, edges: [] };
  expect(freePlace(graph, { x: 3, y: 200 })).toEqual({ x: 0, y: 200 });
  const place = freePlace(graph, { x: 0, y: 0 });
  expect(place.y).toBe(0);
  expect(place.x).toBeGreaterThanOrEqual(nodeWidth);
});
