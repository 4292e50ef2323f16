import { success } from '../../src/base/result';
import type { Edit } from '../../src/document/edits/edit';
import type { Graph, GraphNode, Position, Project } from '../../src/document/project';
import { freePlace, movedNodes, rowPitch } from './makeRoom';
import { nodeHeight, nodeWidth } from './nodeSize';

/** An edit with what it makes of a graph placed. */
function withGraph(
  edit: Edit,
  graphId: string,
  place: (graph: Graph, before: Project) => Graph,
): Edit {
  return {
    ...edit,
    apply(project) {
      const changed = edit.apply(project);
      const graph = changed.ok ? changed.value.graphs[graphId] : undefined;
      if (!changed.ok || !graph || project.graphs[graphId] === graph) return changed;
      const graphs = { ...changed.value.graphs, [graphId]: place(graph, project) };
      return success({ ...changed.value, graphs });
    },
  };
}

function isEnd({ kind }: GraphNode): boolean {
  return kind === 'input' || kind === 'output';
}

/** An edit that makes a new graph, its inputs placed above what it holds and its outputs below. */
export function withEndsPlaced(newGraphId: string, edit: Edit): Edit {
  return withGraph(edit, newGraphId, (made) => {
    const nodes = Object.values(made.nodes);
    const inside = nodes.flatMap((node) => (isEnd(node) ? [] : (node.position ?? [])));
    if (inside.length === 0) return made;
    const top = Math.min(...inside.map(({ y }) => y)) - rowPitch;
    const bottom = Math.max(...inside.map(({ y }) => y)) + rowPitch;
    const at = (id: string | undefined) => (id ? made.nodes[id]?.position?.x : undefined);
    let graph = made;
    for (const { id, kind } of nodes.filter(isEnd)) {
      const target = made.edges.find(({ from }) => from.node === id)?.to.node;
      const source = made.edges.find(({ to }) => to.node === id)?.from.node;
      const wanted =
        kind === 'input' ? { x: at(target) ?? 0, y: top } : { x: at(source) ?? 0, y: bottom };
      graph = movedNodes(graph, { [id]: freePlace(graph, wanted, id) });
    }
    return graph;
  });
}

/**
 * An edit that puts nodes in the place of a block: they begin where it stood, and what follows them
 * moves down where they need its place.
 */
export function withInsidesPlaced(graphId: string, block: GraphNode, edit: Edit): Edit {
  return withGraph(edit, graphId, (made, project) => {
    const before = project.graphs[graphId]?.nodes ?? {};
    const added = Object.values(made.nodes).filter(({ id }) => !(id in before));
    const places = added.flatMap(({ position }) => position ?? []);
    const { position } = block;
    if (!position || places.length === 0) return made;
    const by = {
      x: position.x - Math.min(...places.map(({ x }) => x)),
      y: position.y - Math.min(...places.map(({ y }) => y)),
    };
    const moves: Record<string, Position> = {};
    for (const node of added) {
      if (!node.position) continue;
      moves[node.id] = { x: node.position.x + by.x, y: node.position.y + by.y };
    }
    const taken = Object.values(moves);
    const others = Object.values(made.nodes).flatMap((node) =>
      node.id in before && node.position ? [{ id: node.id, position: node.position }] : [],
    );
    const inTheWay = others.filter((other) => taken.some((place) => cover(place, other.position)));
    if (inTheWay.length > 0) {
      const top = Math.min(...inTheWay.map((other) => other.position.y));
      const bottom = Math.max(...taken.map(({ y }) => y));
      for (const other of others) {
        const isBelow = other.position.y >= Math.max(top, position.y);
        const isInColumn = taken.some(({ x }) => Math.abs(x - other.position.x) < nodeWidth);
        if (!isBelow || !isInColumn) continue;
        moves[other.id] = { x: other.position.x, y: other.position.y + bottom + rowPitch - top };
      }
    }
    return movedNodes(made, moves);
  });
}

function cover(a: Position, b: Position): boolean {
  return Math.abs(a.x - b.x) < nodeWidth && Math.abs(a.y - b.y) < nodeHeight + 8;
}
