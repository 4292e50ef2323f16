import type { ProjectAnalysis } from '../../src/analysis/graphAnalysis';
import { blockKindId, blockOf, type Project } from '../../src/document/project';
import type { LayerKind } from '../../src/kinds/layerKind';
import { layerKinds } from '../../src/kinds/registry';

/** A graph of the project as a kind of node, and why it cannot be used in the graph on show. */
export interface AvailableBlock {
  readonly graphId: string;
  readonly kind: LayerKind;
  /** A sentence; null where it can be used. */
  readonly refusal: string | null;
}

/** The graphs that a graph uses as blocks, those inside of these too. */
export function graphsInside(graphs: Project['graphs'], graphId: string): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [graphId];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const { kind } of Object.values(graphs[id]?.nodes ?? {})) {
      const block = blockOf(kind);
      if (block === null || found.has(block)) continue;
      found.add(block);
      waiting.push(block);
    }
  }
  return found;
}

/** Why a graph cannot stand as a block in another, a sentence; null where it can. */
export function blockRefusal(
  graphs: Project['graphs'],
  block: string,
  graphId: string,
): string | null {
  if (block === graphId) return `${block} is this graph: it cannot contain itself.`;
  return graphsInside(graphs, block).has(graphId)
    ? `${block} contains ${graphId}, which would so contain itself.`
    : null;
}

/** The other graphs of the project, as blocks for a graph. */
export function availableBlocks(
  { project, kinds }: ProjectAnalysis,
  graphId: string,
): readonly AvailableBlock[] {
  return Object.keys(project.graphs).flatMap((block) => {
    const kind = kinds({ kind: blockKindId(block) });
    if (block === graphId || !kind) return [];
    return [{ graphId: block, kind, refusal: blockRefusal(project.graphs, block, graphId) }];
  });
}

/** Every kind that a new node of a graph can have: the blocks that fit in, and all layers. */
export function availableKinds(analysis: ProjectAnalysis, graphId: string): readonly LayerKind[] {
  const blocks = availableBlocks(analysis, graphId).filter(({ refusal }) => refusal === null);
  return [...blocks.map(({ kind }) => kind), ...layerKinds];
}
