import { type Graph, graphUsedBy } from '../document/project';
import type { GraphStructure } from './graphStructure';

/** Nodes that an analysis asks for by what they are. */
export interface NodesByRole {
  /** The input nodes, in file order. */
  readonly inputs: readonly string[];
  /** The nodes that use a graph, as a block or as a network that is called, sources before targets. */
  readonly users: readonly string[];
}

const known = new WeakMap<GraphStructure, NodesByRole>();

/** The inputs and users of graphs among the nodes of a graph; remembered as long as its wiring stays. */
export function nodesByRole(graph: Graph, structure: GraphStructure): NodesByRole {
  const before = known.get(structure);
  if (before) return before;
  const found = {
    inputs: structure.ids.filter((id) => graph.nodes[id]?.kind === 'input'),
    users: structure.order.filter((id) => graphUsedBy(graph.nodes[id]?.kind ?? '') !== null),
  };
  known.set(structure, found);
  return found;
}
