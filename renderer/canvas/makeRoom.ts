import { success } from '../../src/base/result';
import type { Edit } from '../../src/document/edits/edit';
import type { Graph, GraphNode, Position } from '../../src/document/project';
import { gridSize, nodeHeight, nodeWidth } from './nodeSize';

/** The distance between the tops of two nodes below each other, in canvas pixels. */
export const rowPitch = nodeHeight + 40;
const columnPitch = nodeWidth + 40;
/** The least distance between nodes, in canvas pixels. */
const margin = 16;

function overlap(a: Position, b: Position): boolean {
  return Math.abs(a.x - b.x) < nodeWidth + margin && Math.abs(a.y - b.y) < nodeHeight + margin;
}

/** Rounds a position to the grid. */
export function onGrid({ x, y }: Position): Position {
  return { x: Math.round(x / gridSize) * gridSize, y: Math.round(y / gridSize) * gridSize };
}

/** The free place nearest to the right of a wanted one. */
export function freePlace(graph: Graph, wanted: Position, except?: string): Position {
  const taken = Object.values(graph.nodes).flatMap((node) =>
    node.position && node.id !== except ? [node.position] : [],
  );
  const place = { ...onGrid(wanted) };
  while (taken.some((other) => overlap(other, place))) place.x += columnPitch;
  return place;
}

function descendants(graph: Graph, start: string): Set<string> {
  const found = new Set<string>();
  const waiting = [start];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const edge of graph.edges) {
      if (edge.from.node !== id || edge.to.node === start || found.has(edge.to.node)) continue;
      found.add(edge.to.node);
      waiting.push(edge.to.node);
    }
  }
  return found;
}

/**
 * An edit that also places what it adds: a node put into a wire stands between its ends, and what
 * lies below it moves down as far as needed; any other new node goes to a free place.
 */
export function withRoom(graphId: string, edit: Edit): Edit {
  return {
    ...edit,
    apply(project) {
      const changed = edit.apply(project);
      if (!changed.ok) return changed;
      const before = project.graphs[graphId];
      let graph = changed.value.graphs[graphId];
      if (!before || !graph || before === graph) return changed;
      for (const id of Object.keys(graph.nodes)) {
        if (!(id in before.nodes)) graph = placed(graph, id);
      }
      return success({
        ...changed.value,
        graphs: { ...changed.value.graphs, [graphId]: graph },
      });
    },
  };
}

function placed(graph: Graph, id: string): Graph {
  const node = graph.nodes[id] as GraphNode;
  const at = (other: string | undefined) => (other ? graph.nodes[other]?.position : undefined);
  const source = at(graph.edges.find((edge) => edge.to.node === id)?.from.node);
  const target = at(graph.edges.find((edge) => edge.from.node === id)?.to.node);
  if (!source || !target || target.y <= source.y) {
    const wanted = node.position ?? (source && { x: source.x, y: source.y + rowPitch });
    return movedNodes(graph, { [id]: freePlace(graph, wanted ?? { x: 0, y: 0 }, id) });
  }
  const position = onGrid({ x: (source.x + target.x) / 2, y: source.y + rowPitch });
  const short = position.y + rowPitch - target.y;
  const positions: Record<string, Position> = { [id]: position };
  if (short > 0) {
    for (const below of descendants(graph, id)) {
      const place = graph.nodes[below]?.position;
      // Folded chains go on at the top of the next column, which need not move.
      if (place && place.y > source.y && Math.abs(place.x - target.x) < columnPitch) {
        positions[below] = { x: place.x, y: place.y + short };
      }
    }
  }
  return movedNodes(graph, positions);
}

/** A graph with some of its nodes elsewhere. */
export function movedNodes(graph: Graph, positions: Readonly<Record<string, Position>>): Graph {
  const nodes = { ...graph.nodes };
  for (const [id, position] of Object.entries(positions)) {
    const node = nodes[id];
    if (node) nodes[id] = { ...node, position };
  }
  return { ...graph, nodes };
}
