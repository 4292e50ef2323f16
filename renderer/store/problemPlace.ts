import type { Diagnostic } from '../../src/analysis/diagnostic';
import type { GraphAnalysis, ProjectAnalysis } from '../../src/analysis/graphAnalysis';

/**
 * Where a problem is, as the path of a node from the graph that tells of it: what is wrong inside a
 * block is told at the block, but is put right inside. Null for a problem of the whole graph.
 */
export function problemPlace(analysis: ProjectAnalysis, diagnostic: Diagnostic): string | null {
  const { graph, node, code } = diagnostic;
  if (node === null || code !== 'block/inside') return node;
  return pathInside(analysis.graphs[graph], node);
}

function pathInside(graph: GraphAnalysis | undefined, node: string): string {
  const found = graph?.nodes.get(node);
  for (const [index, part] of (found?.parts ?? (found ? [found] : [])).entries()) {
    const first = part.inner?.diagnostics.find(({ severity }) => severity === 'error');
    if (!part.inner || first?.node == null) continue;
    const name = found?.parts ? `${node}${index + 1}` : node;
    const rest = first.code === 'block/inside' ? pathInside(part.inner, first.node) : first.node;
    return `${name}/${rest}`;
  }
  return node;
}
