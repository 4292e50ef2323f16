import { changesSince, nodeOf } from '../document/lineage';
import { type Graph, graphUsedBy, type Project } from '../document/project';
import type { ProjectAnalysis } from './graphAnalysis';

const blocksByGraph = new WeakMap<Graph, ReadonlySet<string>>();

/** The graphs of the project that each graph uses, as blocks or as networks to train. */
export function blocksUsed(
  graphs: Project['graphs'],
  previous: ProjectAnalysis | undefined,
): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    Object.entries(graphs).map(([id, graph]) => {
      const known = blocksByGraph.get(graph) ?? sameBlocks(graph, previous?.project.graphs[id]);
      if (known) blocksByGraph.set(graph, known);
      return [id, known ?? findBlocks(graph)];
    }),
  );
}

/** The blocks of an earlier graph, where only nodes changed that still are of the same kinds. */
function sameBlocks(graph: Graph, before: Graph | undefined): ReadonlySet<string> | undefined {
  const changed = before && changesSince(before, graph);
  if (!before || !changed) return undefined;
  return changed.every((id) => nodeOf(before, id)?.kind === nodeOf(graph, id)?.kind)
    ? blocksByGraph.get(before)
    : undefined;
}

function findBlocks(graph: Graph): ReadonlySet<string> {
  const found = new Set<string>();
  for (const id in graph.nodes) {
    const used = graphUsedBy(graph.nodes[id]?.kind ?? '');
    if (used) found.add(used.graph);
  }
  blocksByGraph.set(graph, found);
  return found;
}
