import type { Graph } from './project';

interface Origin {
  readonly before: Graph;
  readonly node: string;
}

const origins = new WeakMap<Graph, Origin>();

/** Notes that a graph differs from the one before in a single node, wires and order of nodes the same. */
export function noteChange(before: Graph, after: Graph, node: string): Graph {
  origins.set(after, { before, node });
  return after;
}

/**
 * The nodes in which a graph differs from an earlier one, where the edits between say so, so that
 * nobody needs to compare them all; null where that is not known.
 */
export function changesSince(before: Graph, after: Graph): readonly string[] | null {
  const changed = new Set<string>();
  let graph = after;
  // A few steps back are worth following; after that comparing is as fast.
  for (let step = 0; step < 8 && graph !== before; step++) {
    const origin = origins.get(graph);
    if (!origin) return null;
    changed.add(origin.node);
    graph = origin.before;
  }
  return graph === before ? [...changed] : null;
}
