import type { GraphAnalysis } from '../../src/analysis/graphAnalysis';
import { edgesInto, edgesOutOf } from '../../src/analysis/graphStructure';
import { shownPositions } from './flowElements';

/** Where the keyboard goes: along the wires, or to a neighbour on the same level. */
export type WalkDirection = 'next' | 'previous' | 'left' | 'right';

/**
 * The node that lies in a direction: along the first wire out or in, or beside it among the nodes
 * that share a source or a target with it (among all nodes where it has none). Null at an end.
 */
export function walk(
  analysis: GraphAnalysis,
  from: string | null,
  direction: WalkDirection,
): string | null {
  const { structure, graph } = analysis;
  if (from === null) return structure.order[0] ?? null;
  const sources = [...edgesInto(structure, from).values()].map((edge) => edge.from.node);
  const targets = edgesOutOf(structure, from).map((edge) => edge.to.node);
  if (direction === 'next') return targets[0] ?? null;
  if (direction === 'previous') return sources[0] ?? null;
  const siblings = new Set([
    ...sources.flatMap((id) => edgesOutOf(structure, id).map((edge) => edge.to.node)),
    ...targets.flatMap((id) =>
      [...edgesInto(structure, id).values()].map((edge) => edge.from.node),
    ),
  ]);
  const candidates = siblings.size > 1 ? [...siblings] : Object.keys(graph.nodes);
  const positions = shownPositions(graph);
  const ordered = candidates.sort(
    (a, b) =>
      (positions.get(a)?.x ?? 0) - (positions.get(b)?.x ?? 0) ||
      (positions.get(a)?.y ?? 0) - (positions.get(b)?.y ?? 0),
  );
  const place = ordered.indexOf(from);
  return ordered[place + (direction === 'right' ? 1 : -1)] ?? null;
}
