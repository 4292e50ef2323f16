import { blockEnds } from './blockEnds';
import { chainedPorts, weightsTaken } from './chaining';
import type { GraphAnalysis, NodeAnalysis } from './graphAnalysis';
import { edgesInto, type GraphStructure } from './graphStructure';

/** An output of a layer of an expanded network. */
export interface TensorSource {
  /** The path of the layer. */
  readonly path: string;
  readonly port: string;
}

/** A layer of a network whose blocks are taken apart; a block scanned over a sequence is one layer. */
export interface ExpandedNode {
  /** The ids of the blocks around it and its own, repetitions numbered: `stage3/unit5/conv2`. */
  readonly path: string;
  readonly analysis: NodeAnalysis;
  /** Where each wired input comes from. */
  readonly sources: ReadonlyMap<string, TensorSource>;
  /** The layer whose weights it uses in place of its own, and which of them. */
  readonly shared: { readonly path: string; readonly weights: 'all' | readonly string[] } | null;
}

/** A network with every block taken apart, every repetition written out. */
export interface ExpandedNetwork {
  /** Sources before targets. */
  readonly nodes: readonly ExpandedNode[];
  readonly inputs: readonly TensorSource[];
  readonly outputs: readonly TensorSource[];
  /** What leaves every block first, by the path of the block; none for a block that is one layer. */
  readonly blocks: ReadonlyMap<string, TensorSource>;
  /**
   * The same object for networks with the same paths and sources, of which only some layers differ:
   * what is remembered of one then serves the next.
   */
  readonly wiring: object;
}

/** What taking apart finds as it goes. */
interface Found {
  readonly nodes: ExpandedNode[];
  readonly blocks: Map<string, TensorSource>;
}

const known = new WeakMap<GraphAnalysis, ExpandedNetwork>();
/** The graph that was taken apart last, of those with a structure. */
const latest = new WeakMap<GraphStructure, GraphAnalysis>();

/**
 * Takes the blocks of a graph apart, down to layers. Unused nodes are left out; bypassed ones, and
 * the inputs and outputs of blocks, become direct connections. Nodes with errors have no sources.
 */
export function expandNetwork(analysis: GraphAnalysis): ExpandedNetwork {
  const before = known.get(analysis);
  if (before) return before;
  const expanded = updated(analysis) ?? takenApart(analysis);
  known.set(analysis, expanded);
  latest.set(analysis.structure, analysis);
  return expanded;
}

/** The network last taken apart with other layers in it, where nothing else changed; or null. */
function updated(analysis: GraphAnalysis): ExpandedNetwork | null {
  const { structure } = analysis;
  const before = latest.get(structure);
  const network = before && known.get(before);
  if (!before || !network) return null;
  const changes = new Map<string, NodeAnalysis>();
  for (const id of structure.order) {
    const now = analysis.nodes.get(id);
    const old = before.nodes.get(id);
    if (now === old) continue;
    if (!now || !old || !standsAlike(now, old)) return null;
    changes.set(id, now);
  }
  // A repetition may have the name of a node by mistake.
  const isNumbered = [...changes.keys()].some((id) => /\d$/.test(id));
  if (isNumbered && [...before.nodes.values()].some(({ parts }) => parts)) return null;
  const nodes = network.nodes.map((node) => {
    const changed = changes.get(node.path);
    return changed ? { ...node, analysis: changed } : node;
  });
  return { ...network, nodes };
}

/** Whether two analyses of a node make one layer with the same outputs. */
function standsAlike(a: NodeAnalysis, b: NodeAnalysis): boolean {
  const isLayer = ({ bypassed, parts, inner }: NodeAnalysis): boolean =>
    !bypassed && parts === null && inner === null;
  const ports = ({ outputs }: NodeAnalysis): string => Object.keys(outputs ?? {}).join();
  return (
    isLayer(a) &&
    isLayer(b) &&
    a.kind === b.kind &&
    a.node.weightsOf === b.node.weightsOf &&
    ports(a) === ports(b)
  );
}

function takenApart(analysis: GraphAnalysis): ExpandedNetwork {
  const into: Found = { nodes: [], blocks: new Map() };
  const tensors = expandGraph(analysis, '', '', new Map(), into);
  const at = (id: string): TensorSource[] => {
    const [source] = tensors.get(id)?.values() ?? [];
    return source ? [source] : [];
  };
  return {
    ...into,
    inputs: analysis.inputs.flatMap(at),
    outputs: analysis.outputs.flatMap(at),
    wiring: {},
  };
}

type Tensors = ReadonlyMap<string, ReadonlyMap<string, TensorSource>>;

/** Adds the layers of a graph to what was found; gives the tensors behind each node's outputs. */
function expandGraph(
  analysis: GraphAnalysis,
  prefix: string,
  weightsPrefix: string,
  given: ReadonlyMap<string, TensorSource>,
  into: Found,
): Tensors {
  const { structure } = analysis;
  const tensors = new Map<string, ReadonlyMap<string, TensorSource>>();
  for (const id of structure.order) {
    const found = analysis.nodes.get(id);
    if (!found?.kind || (structure.unused.has(id) && structure.order.length > 1)) continue;
    const main = found.kind.outputs[0] ?? 'y';
    const handed = given.get(id);
    if (handed) {
      tensors.set(id, new Map([[main, handed]]));
      continue;
    }
    const sources = new Map<string, TensorSource>();
    for (const [port, edge] of edgesInto(structure, id)) {
      const source = tensors.get(edge.from.node)?.get(edge.from.port);
      if (source) sources.set(port, source);
    }
    if (found.bypassed || found.kind.id === 'output') {
      const chained = chainedPorts(found.kind, found.inputs);
      const port = [...chained].find(([, output]) => output === main)?.[0];
      const source = port === undefined ? undefined : sources.get(port);
      tensors.set(id, source ? new Map([[main, source]]) : new Map());
      continue;
    }
    tensors.set(id, expandNode(analysis, found, sources, prefix, weightsPrefix, into));
  }
  return tensors;
}

/** All repetitions of a node, one after the other. */
function expandNode(
  analysis: GraphAnalysis,
  found: NodeAnalysis,
  outside: ReadonlyMap<string, TensorSource>,
  prefix: string,
  weightsPrefix: string,
  into: Found,
): ReadonlyMap<string, TensorSource> {
  const { node, kind, parts } = found;
  const { id, weightsOf } = node;
  const owner = weightsOf === undefined ? undefined : analysis.nodes.get(weightsOf);
  const taken = owner?.kind && kind ? weightsTaken(kind, owner.kind) : null;
  const chained = kind && parts ? chainedPorts(kind, found.inputs) : new Map<string, string>();
  let sources = outside;
  let outputs: ReadonlyMap<string, TensorSource> = new Map();
  for (const [place, part] of (parts ?? [found]).entries()) {
    const number = parts ? String(place + 1) : '';
    const path = `${prefix}${id}${number}`;
    const isAlwaysFirst = node.sharedWeights || (taken && owner?.node.sharedWeights);
    const ownerNumber = isAlwaysFirst && parts ? '1' : number;
    const weightsPath = `${weightsPrefix}${taken ? weightsOf : id}${ownerNumber}`;
    outputs =
      part.inner && !node.scan
        ? expandBlock(part.inner, sources, path, weightsPath, into)
        : expandLayer(part, sources, path, weightsPath, taken ?? 'all', into);
    const next = new Map(outside);
    for (const [port, from] of chained) {
      const source = outputs.get(from);
      if (source) next.set(port, source);
    }
    sources = next;
  }
  return outputs;
}

function expandLayer(
  analysis: NodeAnalysis,
  sources: ReadonlyMap<string, TensorSource>,
  path: string,
  weightsPath: string,
  weights: 'all' | readonly string[],
  into: Found,
): ReadonlyMap<string, TensorSource> {
  const shared = weightsPath === path ? null : { path: weightsPath, weights };
  into.nodes.push({ path, analysis, sources, shared });
  return new Map(Object.keys(analysis.outputs ?? {}).map((port) => [port, { path, port }]));
}

function expandBlock(
  inner: GraphAnalysis,
  sources: ReadonlyMap<string, TensorSource>,
  path: string,
  weightsPath: string,
  into: Found,
): ReadonlyMap<string, TensorSource> {
  const ends = blockEnds(inner.graph);
  const given = new Map<string, TensorSource>();
  for (const [port, inside] of ends.inputs) {
    const source = sources.get(port);
    if (source) given.set(inside, source);
  }
  const tensors = expandGraph(inner, `${path}/`, `${weightsPath}/`, given, into);
  const outputs = new Map<string, TensorSource>();
  for (const [port, inside] of ends.outputs) {
    const [source] = tensors.get(inside)?.values() ?? [];
    if (source) outputs.set(port, source);
  }
  const [first] = outputs.values();
  if (first) into.blocks.set(path, first);
  return outputs;
}
