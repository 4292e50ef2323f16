import { formatExact } from '../base/humanNumber';
import type { GraphAnalysis, NodeAnalysis } from './graphAnalysis';
import type { Say } from './nodeReport';

/** The most layers that blocks and repetitions may make of a network, all of them taken apart. */
export const largestNetwork = 200_000;

const refusal = 'block/tooLarge';

const known = new WeakMap<GraphAnalysis, number>();

/** The layers of a graph, those inside blocks each as often as they stand there; infinite where one was refused. */
export function layerCount(analysis: GraphAnalysis): number {
  let layers = known.get(analysis);
  if (layers === undefined) {
    layers = 0;
    for (const node of analysis.nodes.values()) layers += layersOf(node);
    known.set(analysis, layers);
  }
  return layers;
}

/** Notes the layers of a graph in which only `changes` differ from one whose layers were counted. */
export function keepLayerCount(
  before: GraphAnalysis,
  after: GraphAnalysis,
  changes: ReadonlyMap<string, NodeAnalysis>,
): void {
  let layers = layerCount(before);
  for (const [id, node] of changes) {
    const replaced = before.nodes.get(id);
    layers += layersOf(node) - (replaced ? layersOf(replaced) : 0);
  }
  known.set(after, layers);
}

/** The layers that a node stands for; infinite where it was refused for having too many. */
export function layersOf(node: NodeAnalysis): number {
  if (node.diagnostics.some(({ code }) => code === refusal)) return Infinity;
  if (!node.parts) return node.inner ? layerCount(node.inner) : 1;
  let layers = 0;
  for (const part of node.parts) layers += layersOf(part);
  return layers;
}

/** Says that a node would make its network too large, which is why it is not worked out. */
export function refuseLayers(id: string, layers: number, say: Say): void {
  const found = Number.isFinite(layers) ? formatExact(layers) : 'too many';
  say(
    refusal,
    'error',
    `With ${id} the network has ${found} layers; blocks and repetitions make at most ${formatExact(largestNetwork)}. Repeat less, or nest less.`,
  );
}
