import { blockEnds } from '../../src/analysis/blockKind';
import { expandNetwork } from '../../src/analysis/expandNetwork';
import {
  type FloatingPointOperations,
  floatingPointOperations,
} from '../../src/analysis/floatingPointOperations';
import type { GraphAnalysis, NodeAnalysis } from '../../src/analysis/graphAnalysis';
import { edgesInto } from '../../src/analysis/graphStructure';
import { graphTotals } from '../../src/analysis/graphTotals';
import { chainedPorts } from '../../src/analysis/nodeAnalysis';
import { numberedNodes } from '../../src/analysis/numberedNode';
import { type ReceptiveField, receptiveFields } from '../../src/analysis/receptiveField';
import type { GraphWay } from '../store/graphWay';

/** What a node is in the network around it. */
export interface NumbersInNetwork {
  /** Of all layers that it stands for. */
  readonly operations: FloatingPointOperations;
  /** What its main output sees of the network's input. */
  readonly receptiveField: ReceptiveField;
}

/** The numbers of every layer of a network, by path. */
interface ByPath {
  readonly operations: ReadonlyMap<string, FloatingPointOperations>;
  readonly receptiveFields: ReadonlyMap<string, ReceptiveField>;
}

const known = new WeakMap<GraphAnalysis, ByPath>();

function byPath(network: GraphAnalysis): ByPath {
  let found = known.get(network);
  if (!found) {
    const nodes = numberedNodes(expandNetwork(network));
    found = {
      operations: floatingPointOperations(nodes),
      receptiveFields: receptiveFields(nodes),
    };
    known.set(network, found);
  }
  return found;
}

/** The most layers, all blocks taken apart, of a network whose layers are looked at one by one. */
const mostLayers = 20_000;

/** A network with more layers than this is not taken apart at every key. */
const layersAtOnce = 1000;

/** How long to wait for the end of typing before a network is taken apart, in milliseconds. */
export function patienceFor(network: GraphAnalysis | null): number {
  return network && graphTotals(network).layers > layersAtOnce ? 300 : 0;
}

/** Whether a network is small enough to be taken apart while one types. */
function isLookedAt(network: GraphAnalysis): boolean {
  return graphTotals(network).layers <= mostLayers;
}

/** How many layers a graph stands for, blocks and repetitions taken apart; null for very many. */
export function layersOf(graph: GraphAnalysis): number | null {
  if (!isLookedAt(graph)) return null;
  return expandNetwork(graph).nodes.filter(({ analysis }) => analysis.kind?.family !== 'input')
    .length;
}

/** What stands before the paths of the nodes of the graph at the end of a way. */
export function pathPrefix({ steps }: GraphWay): string {
  return steps.map(({ node, part }) => `${node}${part ?? ''}/`).join('');
}

/**
 * What a node of a graph is in the network that the graph stands in, at the paths that begin with
 * `prefix`; null for a node that is not a layer of its own there: inside a scanned block, unused;
 * and in networks of very many layers.
 */
export function numbersInNetwork(
  network: GraphAnalysis,
  graph: GraphAnalysis,
  prefix: string,
  { node, parts, bypassed }: NodeAnalysis,
): NumbersInNetwork | null {
  if (bypassed || !isLookedAt(network)) return null;
  const numbers = byPath(network);
  const path = `${prefix}${node.id}`;
  const paths = parts ? parts.map((_, place) => `${path}${place + 1}`) : [path];
  const operations = sumAt(numbers.operations, paths, prefix);
  const output = outputPath(graph, node.id, prefix);
  if (!operations) return null;
  return {
    operations,
    receptiveField: (output === null ? null : numbers.receptiveFields.get(output)) ?? null,
  };
}

/** The operations of a whole network; null where it has no layers, or very many. */
export function operationsOfNetwork(network: GraphAnalysis): FloatingPointOperations | null {
  if (!isLookedAt(network)) return null;
  const { operations } = byPath(network);
  return sumOf([...operations.values()]);
}

/** The operations of layers, and of all layers inside blocks, at these paths. */
function sumAt(
  operations: ReadonlyMap<string, FloatingPointOperations>,
  paths: readonly string[],
  prefix: string,
): FloatingPointOperations | null {
  const wanted = new Set(paths);
  const depth = prefix.length;
  const found: FloatingPointOperations[] = [];
  for (const [path, value] of operations) {
    const end = path.indexOf('/', depth);
    if (wanted.has(end < 0 ? path : path.slice(0, end))) found.push(value);
  }
  return sumOf(found);
}

function sumOf(all: readonly FloatingPointOperations[]): FloatingPointOperations | null {
  if (all.length === 0) return null;
  const sum = (name: keyof FloatingPointOperations): number | null => {
    let total = 0;
    for (const { [name]: value } of all) {
      if (value === null) return null;
      total += value;
    }
    return total;
  };
  return { forward: sum('forward'), backward: sum('backward') };
}

/** The path of the layer whose output leaves a node: of a block the one inside that it ends with. */
function outputPath(graph: GraphAnalysis, id: string, prefix: string): string | null {
  const found = graph.nodes.get(id);
  if (!found?.kind) return null;
  const last = found.parts?.at(-1) ?? found;
  const path = `${prefix}${id}${found.parts ? found.parts.length : ''}`;
  if (found.bypassed || found.kind.id === 'output') {
    const [port] = chainedPorts(found.kind, found.inputs).keys();
    const edge = port === undefined ? undefined : edgesInto(graph.structure, id).get(port);
    return edge ? outputPath(graph, edge.from.node, prefix) : null;
  }
  if (!last.inner || found.node.scan) return path;
  const [inside] = blockEnds(last.inner.graph).outputs.values();
  return inside === undefined ? null : outputPath(last.inner, inside, `${path}/`);
}
