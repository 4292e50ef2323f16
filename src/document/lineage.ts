import { withEntries } from '../base/recordEntry';
import type { Graph, GraphNode } from './project';

/** The nodes of a graph before they are all copied: those of an earlier graph, and what changed since. */
interface Pending {
  readonly base: Graph['nodes'];
  readonly changes: ReadonlyMap<string, GraphNode>;
}

/** From which graph a graph was made, and which of its nodes are other ones. */
interface Origin {
  /** Held weakly: graphs that nobody needs any more go, however long the line of edits is. */
  readonly before: WeakRef<Graph>;
  readonly changed: readonly string[];
}

const pendingOf = new WeakMap<Graph, Pending>();
const origins = new WeakMap<Graph, Origin>();

/** How many nodes may differ before all are copied. */
const mostPending = 64;

/**
 * A graph with other nodes in the places of those of the same ids, all of which it must have; wires
 * and order stay. All its nodes are copied only when somebody asks for `nodes`, so that an edit of a
 * large network, and working out what it changes, takes no time linear in the network.
 */
export function withNodes(before: Graph, replaced: readonly GraphNode[]): Graph {
  const { base, changes } = pendingOf.get(before) ?? { base: before.nodes, changes: new Map() };
  const all = new Map(changes);
  for (const node of replaced) {
    if (!Object.hasOwn(base, node.id)) throw new Error(`${node.id} is not in the graph.`);
    all.set(node.id, node);
  }
  const after = withPending(before, { base, changes: all });
  // Reading makes them.
  if (all.size > mostPending) void after.nodes;
  origins.set(after, { before: new WeakRef(before), changed: replaced.map(({ id }) => id) });
  return after;
}

/** A graph whose `nodes` are made at the first use; otherwise an object like any other. */
function withPending(before: Graph, pending: Pending): Graph {
  const graph = {} as Record<string, unknown>;
  for (const name of Object.keys(before) as (keyof Graph)[]) {
    if (name !== 'nodes') {
      graph[name] = before[name];
      continue;
    }
    Object.defineProperty(graph, name, {
      enumerable: true,
      configurable: true,
      get() {
        const value = withEntries(pending.base, pending.changes);
        Object.defineProperty(graph, name, { enumerable: true, value });
        pendingOf.delete(graph as unknown as Graph);
        return value;
      },
    });
  }
  pendingOf.set(graph as unknown as Graph, pending);
  return graph as unknown as Graph;
}

/** A node of a graph by its id, without asking for all of them; undefined where there is none. */
export function nodeOf(graph: Graph, id: string): GraphNode | undefined {
  const pending = pendingOf.get(graph);
  const nodes = pending?.base ?? graph.nodes;
  return pending?.changes.get(id) ?? (Object.hasOwn(nodes, id) ? nodes[id] : undefined);
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
    const earlier = origin?.before.deref();
    if (!origin || !earlier) return null;
    for (const id of origin.changed) changed.add(id);
    graph = earlier;
  }
  return graph === before ? [...changed] : null;
}
