import { graphOrder } from '../base/graphOrder';
import { disconnect } from '../document/edits/edgeEdits';
import { removeNodes } from '../document/edits/nodeEdits';
import type { Edge, Graph } from '../document/project';
import { inputPort } from '../kinds/port';
import { findLayerKind } from '../kinds/registry';
import type { Diagnostic } from './diagnostic';

/** How the nodes of a graph hang together, apart from what flows through them. */
export interface GraphStructure {
  /** Sources before targets; nodes on or behind a cycle come last. */
  readonly order: readonly string[];
  /** The wires that end at a node, by port; only sound ones. */
  readonly incoming: ReadonlyMap<string, ReadonlyMap<string, Edge>>;
  /** The wires that start at a node. */
  readonly outgoing: ReadonlyMap<string, readonly Edge[]>;
  /** Nodes that take part in no wire while the graph has others. */
  readonly unused: ReadonlySet<string>;
  /** Nodes on or behind a cycle. */
  readonly cyclic: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

const noEdges: ReadonlyMap<string, Edge> = new Map();

/** The wires into a node, by port. */
export function edgesInto(structure: GraphStructure, node: string): ReadonlyMap<string, Edge> {
  return structure.incoming.get(node) ?? noEdges;
}

/** The wires out of a node. */
export function edgesOutOf(structure: GraphStructure, node: string): readonly Edge[] {
  return structure.outgoing.get(node) ?? [];
}

/** Whether the wiring has stayed the same, so that its structure can be used again. */
export function sameWiring(a: Graph, b: Graph): boolean {
  if (a.edges !== b.edges) return false;
  if (a.nodes === b.nodes) return true;
  const before = Object.keys(a.nodes);
  const after = Object.keys(b.nodes);
  return (
    before.length === after.length &&
    before.every((id, index) => {
      const other = after[index] as string;
      return id === other && a.nodes[id]?.kind === b.nodes[id]?.kind;
    })
  );
}

/** Orders a graph and reports cycles, wires that lead nowhere, ports used twice and unused nodes. */
export function graphStructure(graphId: string, graph: Graph): GraphStructure {
  const ids = Object.keys(graph.nodes);
  const diagnostics: Diagnostic[] = [];
  const incoming = new Map<string, Map<string, Edge>>();
  const outgoing = new Map<string, Edge[]>();
  const sound: Edge[] = [];
  for (const edge of graph.edges) {
    const problem = edgeProblem(graph, edge, incoming);
    if (problem) {
      diagnostics.push({
        code: problem.code,
        severity: 'error',
        graph: graphId,
        node: problem.node,
        port: edge.to.port,
        message: problem.message,
        fixes: [{ title: 'Delete the wire', edit: disconnect(graphId, [edge]) }],
      });
      continue;
    }
    sound.push(edge);
    const into = incoming.get(edge.to.node);
    if (into) into.set(edge.to.port, edge);
    else incoming.set(edge.to.node, new Map([[edge.to.port, edge]]));
    const outOf = outgoing.get(edge.from.node);
    if (outOf) outOf.push(edge);
    else outgoing.set(edge.from.node, [edge]);
  }
  const { order, cyclic } = graphOrder(
    ids,
    sound.map((edge) => [edge.from.node, edge.to.node] as const),
  );
  if (cyclic.length > 0) {
    diagnostics.push(cycleDiagnostic(graphId, cyclic, sound));
  }
  const unused = new Set<string>();
  if (ids.length > 1) {
    for (const id of ids) {
      if (incoming.has(id) || outgoing.has(id)) continue;
      unused.add(id);
      diagnostics.push({
        code: 'graph/unused',
        severity: 'warning',
        graph: graphId,
        node: id,
        message: `${id} is connected to nothing, so it takes no part. Connect it or delete it.`,
        fixes: [{ title: `Delete ${id}`, edit: removeNodes(graphId, [id]) }],
      });
    }
  }
  return {
    order: [...order, ...cyclic],
    incoming,
    outgoing,
    unused,
    cyclic: new Set(cyclic),
    diagnostics,
  };
}

function edgeProblem(
  graph: Graph,
  { from, to }: Edge,
  incoming: ReadonlyMap<string, ReadonlyMap<string, Edge>>,
): { readonly code: string; readonly node: string | null; readonly message: string } | null {
  const source = Object.hasOwn(graph.nodes, from.node) ? graph.nodes[from.node] : undefined;
  const target = Object.hasOwn(graph.nodes, to.node) ? graph.nodes[to.node] : undefined;
  if (!source || !target) {
    const missing = source ? to.node : from.node;
    return {
      code: 'graph/noSuchNode',
      node: (source ?? target)?.id ?? null,
      message: `A wire from ${from.node} to ${to.node} names "${missing}", which is not in the graph.`,
    };
  }
  const sourceKind = findLayerKind(source.kind);
  if (sourceKind && !sourceKind.outputs.includes(from.port)) {
    return {
      code: 'graph/noSuchPort',
      node: from.node,
      message: `${from.node} has no output "${from.port}"; it has ${sourceKind.outputs.join(', ')}.`,
    };
  }
  const targetKind = findLayerKind(target.kind);
  if (targetKind && !inputPort(targetKind.inputs, to.port)) {
    const names = Object.keys(targetKind.inputs).join(', ') || 'none';
    return {
      code: 'graph/noSuchPort',
      node: to.node,
      message: `${to.node} has no input "${to.port}"; its inputs: ${names}.`,
    };
  }
  const taken = incoming.get(to.node)?.get(to.port);
  if (taken) {
    return {
      code: 'graph/portTaken',
      node: to.node,
      message: `Input ${to.port} of ${to.node} takes one wire, but ${taken.from.node} and ${from.node} both end there.`,
    };
  }
  return null;
}

/** Names one cycle and offers to cut it at the wire that closes it. */
function cycleDiagnostic(
  graphId: string,
  cyclic: readonly string[],
  edges: readonly Edge[],
): Diagnostic {
  const inside = new Set(cyclic);
  const before = new Map<string, Edge>();
  for (const edge of edges) {
    if (inside.has(edge.from.node) && inside.has(edge.to.node)) before.set(edge.to.node, edge);
  }
  let node = cyclic[0] as string;
  const seen = new Set<string>();
  while (!seen.has(node)) {
    seen.add(node);
    node = before.get(node)?.from.node ?? node;
  }
  const path = [node];
  const wires: Edge[] = [];
  for (let at = node; ; ) {
    const edge = before.get(at);
    if (!edge) break;
    wires.push(edge);
    at = edge.from.node;
    path.unshift(at);
    if (at === node) break;
  }
  const ids = [...path.slice(0, -1)].sort((a, b) => cyclic.indexOf(a) - cyclic.indexOf(b));
  const closing = wires.find((edge) => edge.to.node === ids[0]) ?? wires[0];
  return {
    code: 'graph/cycle',
    severity: 'error',
    graph: graphId,
    node: closing?.to.node ?? node,
    message: `These nodes feed each other in a circle: ${path.join(' → ')}. Delete one of the wires.`,
    fixes: closing
      ? [
          {
            title: `Delete the wire from ${closing.from.node} to ${closing.to.node}`,
            edit: disconnect(graphId, [closing]),
          },
        ]
      : [],
  };
}
