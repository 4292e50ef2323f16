import { expandNetwork } from '../../src/analysis/expandNetwork';
import type { FloatingPointOperations } from '../../src/analysis/floatingPointOperations';
import type { GraphAnalysis, NodeAnalysis } from '../../src/analysis/graphAnalysis';
import { graphTotals } from '../../src/analysis/graphTotals';
import { networkNumbers } from '../../src/analysis/networkNumbers';
import type { ReceptiveField } from '../../src/analysis/receptiveField';
import type { GraphWay } from '../store/graphWay';

/** What a node is in the network around it. */
export interface NumbersInNetwork {
  /** Of all layers that it stands for. */
  readonly operations: FloatingPointOperations;
  /** What its main output sees of the network's input. */
  readonly receptiveField: ReceptiveField;
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
 * What a node is in the network that its graph stands in, at the paths that begin with
 * `prefix`; null for a node that is not a layer of its own there: inside a scanned block, unused;
 * and in networks of very many layers.
 */
export function numbersInNetwork(
  network: GraphAnalysis,
  prefix: string,
  { node, parts, bypassed }: NodeAnalysis,
): NumbersInNetwork | null {
  if (bypassed || !isLookedAt(network)) return null;
  const path = `${prefix}${node.id}`;
  const paths = parts ? parts.map((_, place) => `${path}${place + 1}`) : [path];
  const numbers = networkNumbers(network);
  const operations = sumAt(network, paths, prefix);
  return (
    operations && {
      operations,
      // What leaves a repeated node is what its last repetition gives.
      receptiveField: numbers.receptiveFields.get(paths.at(-1) ?? path) ?? null,
    }
  );
}

/** The operations of a whole network; null where it has no layers, or very many. */
export function operationsOfNetwork(network: GraphAnalysis): FloatingPointOperations | null {
  if (!isLookedAt(network)) return null;
  return sumOf(operationsOfLayers(network).map(([, value]) => value));
}

/** The operations of the layers of a network, scanned blocks as one, by path. */
function operationsOfLayers(
  network: GraphAnalysis,
): readonly (readonly [string, FloatingPointOperations])[] {
  const { operations } = networkNumbers(network);
  return expandNetwork(network).nodes.flatMap(({ path }) => {
    const found = operations.get(path);
    return found ? [[path, found] as const] : [];
  });
}

/** The operations of layers, and of all layers inside blocks, at these paths. */
function sumAt(
  network: GraphAnalysis,
  paths: readonly string[],
  prefix: string,
): FloatingPointOperations | null {
  const wanted = new Set(paths);
  const depth = prefix.length;
  return sumOf(
    operationsOfLayers(network).flatMap(([path, value]) => {
      const end = path.indexOf('/', depth);
      return wanted.has(end < 0 ? path : path.slice(0, end)) ? [value] : [];
    }),
  );
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
