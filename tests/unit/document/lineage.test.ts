import { describe, expect, it } from 'vitest';
import { changesSince, nodeOf, withNodes } from '../../../src/document/lineage';
import type { Graph, GraphNode } from '../../../src/document/project';

const dense = (id: string, units: number): GraphNode => ({ id, kind: 'dense', fields: { units } });

function graphOf(count: number): Graph {
  const ids = Array.from({ length: count }, (_, index) => `n${index}`);
  return {
    role: 'network',
    notes: 'Many.',
    nodes: Object.fromEntries(ids.map((id) => [id, dense(id, 1)])),
    edges: [],
  };
}

describe('a graph with other nodes', () => {
  it('is the same as a graph copied whole, after any number of steps', () => {
    const first = graphOf(200);
    let graph = first;
    let copy: Graph = first;
    for (let step = 0; step < 150; step++) {
      const node = dense(`n${step}`, step);
      const before = graph;
      graph = withNodes(graph, [node]);
      copy = { ...copy, nodes: { ...copy.nodes, [node.id]: node } };
      expect(nodeOf(graph, node.id)).toBe(node);
      expect(nodeOf(before, node.id)).toEqual(dense(node.id, 1));
      expect(nodeOf(graph, 'n199')).toBe(first.nodes.n199);
      expect(changesSince(before, graph)).toEqual([node.id]);
    }
    expect(Object.keys(graph)).toEqual(Object.keys(copy));
    expect(Object.keys(graph.nodes)).toEqual(Object.keys(copy.nodes));
    expect(graph).toEqual(copy);
    expect(graph.nodes).toBe(graph.nodes);
    expect(structuredClone(withNodes(graph, [dense('n3', 7)])).nodes.n3).toEqual(dense('n3', 7));
    expect({ ...withNodes(graph, [dense('n3', 8)]) }.nodes.n3).toEqual(dense('n3', 8));
    expect(first).toEqual(graphOf(200));
  });

  it('finds no node that is not there, whatever every object has', () => {
    const graph = withNodes(graphOf(3), [dense('n1', 5)]);
    expect(nodeOf(graph, 'constructor')).toBeUndefined();
    expect(nodeOf(graphOf(3), 'constructor')).toBeUndefined();
    expect(() => withNodes(graph, [dense('n7', 5)])).toThrow('n7 is not in the graph');
  });

  it('knows nothing of graphs that were made otherwise', () => {
    const graph = graphOf(3);
    expect(changesSince(graph, { ...graph })).toBeNull();
  });
});
