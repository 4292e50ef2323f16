import type { Graph } from '../document/project';
import type { NodeAnalysis } from './graphAnalysis';
import type { GraphStructure } from './graphStructure';

const endsByStructure = new WeakMap<GraphStructure, readonly string[]>();

/** Output nodes, if there are any; else the nodes whose output nothing takes. */
export function wiredEnds(graph: Graph, structure: GraphStructure): readonly string[] {
  const known = endsByStructure.get(structure);
  if (known) return known;
  const takesPart = (id: string): boolean => !structure.unused.has(id) && !structure.cyclic.has(id);
  const named = structure.ids.filter((id) => graph.nodes[id]?.kind === 'output' && takesPart(id));
  const ends = named.length > 0 ? named : structure.openEnds.filter(takesPart);
  endsByStructure.set(structure, ends);
  return ends;
}

/**
 * The outputs of a network among its ends: output nodes that are bypassed are none, as long as
 * others are left. Blocks keep all of their ports.
 */
export function keptEnds(
  ends: readonly string[],
  nodes: ReadonlyMap<string, NodeAnalysis>,
): readonly string[] {
  const isKept = (id: string): boolean => {
    const found = nodes.get(id);
    return !(found?.bypassed && found.node.kind === 'output');
  };
  if (ends.every(isKept)) return ends;
  const kept = ends.filter(isKept);
  return kept.length > 0 ? kept : ends;
}
