import { graphOrder } from '../../src/base/graphOrder';
import type { Graph, GraphNode } from '../../src/document/project';
import { nodeHeight, nodeWidth } from '../canvas/nodeSize';

const rowPitch = nodeHeight + 56;
const columnPitch = nodeWidth + 40;

/**
 * Places all nodes of a small graph at once, in rows by how far they are from their sources. Larger
 * drawings are arranged by `arrange`, which takes its time.
 */
export function layOutInRows(graph: Graph): Graph {
  const { order } = graphOrder(
    Object.keys(graph.nodes),
    graph.edges.map(({ from, to }) => [from.node, to.node] as const),
  );
  const rowOf = new Map<string, number>();
  const rows: string[][] = [];
  for (const id of order) {
    const sources = graph.edges.filter(({ to }) => to.node === id);
    const row = sources.reduce(
      (most, { from }) => Math.max(most, (rowOf.get(from.node) ?? 0) + 1),
      0,
    );
    rowOf.set(id, row);
    rows[row] = [...(rows[row] ?? []), id];
  }
  const nodes: Record<string, GraphNode> = { ...graph.nodes };
  for (const [row, ids] of rows.entries()) {
    for (const [place, id] of ids.entries()) {
      const node = nodes[id] as GraphNode;
      // What is drawn first stands left, below its source: the rest has room beside it.
      nodes[id] = { ...node, position: { x: place * columnPitch, y: row * rowPitch } };
    }
  }
  return { ...graph, nodes };
}
