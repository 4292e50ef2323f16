/** An order in which every node comes after the nodes it depends on. */
export interface GraphOrder {
  readonly order: readonly string[];
  /** Nodes that lie on a cycle or behind one, in the given order; empty for a sound graph. */
  readonly cyclic: readonly string[];
}

/**
 * Orders nodes so that sources come before targets, keeping the given order wherever it can; takes
 * time linear in nodes and edges. Edges that name unknown nodes are left out.
 */
export function graphOrder(
  nodes: readonly string[],
  edges: Iterable<readonly [source: string, target: string]>,
): GraphOrder {
  const waiting = new Map<string, number>();
  const targets = new Map<string, string[]>();
  for (const node of nodes) waiting.set(node, 0);
  for (const [source, target] of edges) {
    if (!waiting.has(source) || !waiting.has(target)) continue;
    waiting.set(target, (waiting.get(target) ?? 0) + 1);
    const list = targets.get(source);
    if (list) list.push(target);
    else targets.set(source, [target]);
  }
  const order = nodes.filter((node) => waiting.get(node) === 0);
  for (let next = 0; next < order.length; next++) {
    for (const target of targets.get(order[next] as string) ?? []) {
      const left = (waiting.get(target) ?? 0) - 1;
      waiting.set(target, left);
      if (left === 0) order.push(target);
    }
  }
  if (order.length === nodes.length) return { order, cyclic: [] };
  const ordered = new Set(order);
  return { order, cyclic: nodes.filter((node) => !ordered.has(node)) };
}
