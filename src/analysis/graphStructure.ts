import { graphOrder } from '../base/graphOrder';
import { connect, disconnect, sameEdge } from '../document/edits/edgeEdits';
import { combineEdits } from '../document/edits/edit';
import { removeNodes } from '../document/edits/nodeEdits';
import { changesSince, nodeOf } from '../document/lineage';
import type { Edge, Graph, GraphNode, PortReference } from '../document/project';
import {
  type InputPorts,
  inputPort,
  isVariadic,
  requiredPorts,
  variadicPortName,
} from '../kinds/port';
import type { KindLookup } from './blockKind';
import type { Diagnostic, DiagnosticFix } from './diagnostic';
import { leadsNowhereDiagnostics, nodesThatLeadNowhere } from './leadsNowhere';

/** How the nodes of a graph hang together, apart from what flows through them. */
export interface GraphStructure {
  /** Every node, in file order. */
  readonly ids: readonly string[];
  /** Sources before targets; nodes on or behind a cycle come last. */
  readonly order: readonly string[];
  /** The place of every node in `order`. */
  readonly places: ReadonlyMap<string, number>;
  /** The wires that end at a node, by port; only sound ones. */
  readonly incoming: ReadonlyMap<string, ReadonlyMap<string, Edge>>;
  /** The wires that start at a node. */
  readonly outgoing: ReadonlyMap<string, readonly Edge[]>;
  /** Nodes whose output nothing takes, in file order. */
  readonly openEnds: readonly string[];
  /** Input ports of nodes that take part which need a wire and have none, in file order. */
  readonly missing: readonly PortReference[];
  /** Nodes that take part in nothing: those in no wire while the graph has others, and `nowhere`. */
  readonly unused: ReadonlySet<string>;
  /** Nodes on branches that reach no Output node while the graph has some. */
  readonly nowhere: ReadonlySet<string>;
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

/** The output ports of a node that some wire takes. */
export function takenPorts(structure: GraphStructure, node: string): ReadonlySet<string> {
  return new Set(edgesOutOf(structure, node).map(({ from }) => from.port));
}

/**
 * The nodes that differ between the graph that a structure was made of and a later one, in file
 * order; null when the wiring may differ too, so that the structure cannot be used again.
 */
export function changedNodes(
  structure: GraphStructure,
  before: Graph,
  after: Graph,
): readonly string[] | null {
  if (before.edges !== after.edges) return null;
  const known = changesSince(before, after) ?? changesSince(after, before);
  if (known) {
    const isWiredAlike = (id: string): boolean => sameWiring(nodeOf(before, id), nodeOf(after, id));
    return known.every(isWiredAlike) ? known : null;
  }
  if (before.nodes === after.nodes) return [];
  const ids = Object.keys(after.nodes);
  if (ids.length !== structure.ids.length) return null;
  const changed: string[] = [];
  for (const [index, id] of ids.entries()) {
    if (id !== structure.ids[index]) return null;
    const node = after.nodes[id];
    const old = before.nodes[id];
    if (node === old) continue;
    if (!sameWiring(node, old)) return null;
    changed.push(id);
  }
  return changed;
}

/** Whether two nodes have the same ports. */
function sameWiring(a: GraphNode | undefined, b: GraphNode | undefined): boolean {
  return a?.kind === b?.kind && a?.scan === b?.scan && a?.fields.features === b?.fields.features;
}

/** Orders a graph and reports cycles, wires that lead nowhere, ports used twice and unused nodes. */
export function graphStructure(graphId: string, graph: Graph, kinds: KindLookup): GraphStructure {
  const ids = Object.keys(graph.nodes);
  const diagnostics: Diagnostic[] = [];
  const incoming = new Map<string, Map<string, Edge>>();
  const outgoing = new Map<string, Edge[]>();
  const sound: Edge[] = [];
  for (const edge of graph.edges) {
    const problem = edgeProblem(graph, edge, incoming, kinds);
    if (problem) {
      diagnostics.push({
        code: problem.code,
        severity: 'error',
        graph: graphId,
        node: problem.node,
        port: edge.to.port,
        message: problem.message,
        fixes: [problem.isCopy ? keepOne(graphId, edge) : deleteWire(graphId, edge)],
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
      if (incoming.has(id) || outgoing.has(id) || worksAlone(kinds(graph.nodes[id] as GraphNode))) {
        continue;
      }
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
  const nowhere = nodesThatLeadNowhere(graph, order, outgoing, incoming);
  for (const diagnostic of leadsNowhereDiagnostics(
    graphId,
    graph,
    nowhere,
    incoming,
    outgoing,
    kinds,
  )) {
    diagnostics.push(diagnostic);
  }
  for (const id of nowhere) unused.add(id);
  const all = [...order, ...cyclic];
  return {
    ids,
    order: all,
    places: new Map(all.map((id, place) => [id, place])),
    incoming,
    outgoing,
    missing: ids.flatMap((id) => {
      const node = graph.nodes[id];
      const kind = unused.has(id) || !node ? null : kinds(node);
      const ports = kind ? missingPorts(kind.inputs, incoming.get(id) ?? noEdges) : [];
      return ports.map((port) => ({ node: id, port }));
    }),
    openEnds: ids.filter((id) => !outgoing.has(id)),
    unused,
    nowhere,
    cyclic: new Set(cyclic),
    diagnostics,
  };
}

/** Whether a node of a kind takes part without any wire: it gives nothing and needs nothing. */
function worksAlone(kind: ReturnType<KindLookup>): boolean {
  return (
    kind !== null &&
    kind.outputs.length === 0 &&
    !isVariadic(kind.inputs) &&
    requiredPorts(kind.inputs).length === 0
  );
}

function deleteWire(graphId: string, edge: Edge): DiagnosticFix {
  return { title: 'Delete the wire', edit: disconnect(graphId, [edge]) };
}

/** Of wires that are the same, all but one go. */
function keepOne(graphId: string, edge: Edge): DiagnosticFix {
  const title = 'Keep one wire';
  return {
    title,
    edit: combineEdits(title, [disconnect(graphId, [edge]), connect(graphId, edge)]),
  };
}

interface EdgeProblem {
  readonly code: string;
  readonly node: string | null;
  readonly message: string;
  /** Whether the wire is there a second time. */
  readonly isCopy?: boolean;
}

function edgeProblem(
  graph: Graph,
  edge: Edge,
  incoming: ReadonlyMap<string, ReadonlyMap<string, Edge>>,
  kinds: KindLookup,
): EdgeProblem | null {
  const { from, to } = edge;
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
  const sourceKind = kinds(source);
  if (sourceKind && !sourceKind.outputs.includes(from.port)) {
    return {
      code: 'graph/noSuchPort',
      node: from.node,
      message: `${from.node} has no output "${from.port}"; its outputs: ${sourceKind.outputs.join(', ') || 'none'}.`,
    };
  }
  const targetKind = kinds(target);
  if (targetKind && !inputPort(targetKind.inputs, to.port)) {
    const names = Object.keys(targetKind.inputs).join(', ') || 'none';
    return {
      code: 'graph/noSuchPort',
      node: to.node,
      message: `${to.node} has no input "${to.port}"; its inputs: ${names}.`,
    };
  }
  const taken = incoming.get(to.node)?.get(to.port);
  if (taken && sameEdge(taken, edge)) {
    return {
      code: 'graph/portTaken',
      node: to.node,
      message: `The wire from ${from.node} to input ${to.port} of ${to.node} is there more than once.`,
      isCopy: true,
    };
  }
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
  const backwards = [node];
  const wires: Edge[] = [];
  for (let at = node; ; ) {
    const edge = before.get(at);
    if (!edge) break;
    wires.push(edge);
    at = edge.from.node;
    backwards.push(at);
    if (at === node) break;
  }
  const path = backwards.reverse();
  const onPath = new Set(path);
  const first = cyclic.find((id) => onPath.has(id));
  const closing = wires.find((edge) => edge.to.node === first) ?? wires[0];
  return {
    code: 'graph/cycle',
    severity: 'error',
    graph: graphId,
    node: closing?.to.node ?? node,
    message: `These nodes feed each other in a circle: ${shortened(path).join(' → ')}. Delete one of the wires.`,
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

/** A path that one can read: of a long one the middle is left out. */
function shortened(path: readonly string[]): readonly string[] {
  return path.length <= 12 ? path : [...path.slice(0, 8), '…', ...path.slice(-3)];
}

/** The ports that still need a wire; of a variadic kind the first free ones, up to its minimum. */
function missingPorts(ports: InputPorts, wired: ReadonlyMap<string, Edge>): readonly string[] {
  if (!isVariadic(ports)) return requiredPorts(ports).filter((name) => !wired.has(name));
  const missing: string[] = [];
  for (let index = 0; wired.size + missing.length < ports.min; index++) {
    const name = variadicPortName(index);
    if (!wired.has(name)) missing.push(name);
  }
  return missing;
}
