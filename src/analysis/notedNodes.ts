import type { GraphAnalysis, NodeAnalysis } from './graphAnalysis';
import type { GraphStructure } from './graphStructure';

type Nodes = ReadonlyMap<string, NodeAnalysis>;

/** The lists made so far, by the nodes that they are of. */
const known = new WeakMap<Nodes, readonly string[]>();

/** The nodes of which the diagnostics of their graph have something to say, or may have; in file order. */
export function notedNodes(structure: GraphStructure, nodes: Nodes): readonly string[] {
  const before = known.get(nodes);
  if (before) return before;
  const noted = structure.ids.filter((id) => isNoted(nodes.get(id)));
  known.set(nodes, noted);
  return noted;
}

/** Notes the list for nodes of which only `changes` differ from those of an earlier analysis. */
export function keepNotedNodes(before: GraphAnalysis, nodes: Nodes, changes: Nodes): void {
  if (nodes === before.nodes) return;
  const noted = notedNodes(before.structure, before.nodes);
  const isSame = [...changes].every(
    ([id, node]) => isNoted(node) === isNoted(before.nodes.get(id)),
  );
  if (isSame) known.set(nodes, noted);
}

function isNoted(node: NodeAnalysis | undefined): boolean {
  if (!node) return false;
  const { diagnostics, parts, bypassed } = node;
  return diagnostics.length > 0 || parts !== null || bypassed || node.node.weightsOf !== undefined;
}
