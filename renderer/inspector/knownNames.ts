import { expandNetwork } from '../../src/analysis/expandNetwork';
import type { GraphAnalysis } from '../../src/analysis/graphAnalysis';
import { stepLearners } from '../../src/analysis/stepLearners';
import type { NamedThing } from '../../src/kinds/field';

/** What a list of names can name. */
export interface KnownNames {
  /** Few: each is offered with a check box. */
  readonly whole: readonly string[];
  /** Many: offered while one types. */
  readonly parts: readonly string[];
}

const none: KnownNames = { whole: [], parts: [] };

/** More would not be looked through. */
const mostParts = 2000;

/**
 * The names that a field of a node can hold: networks, trainable tensors and parts of networks of its
 * step, or the layers of the network that it calls.
 */
export function knownNames(graph: GraphAnalysis, node: string, of: NamedThing): KnownNames {
  if (graph.graph.role !== 'trainingStep') return none;
  if (of === 'layers') {
    const inner = graph.nodes.get(node)?.inner;
    return { whole: [], parts: inner ? layerPaths(inner) : [] };
  }
  const { networks, tensors } = stepLearners(graph);
  const parts = [...networks].flatMap(([network, [call = '']]) => {
    const inner = graph.nodes.get(call)?.inner;
    return inner ? layerPaths(inner).map((path) => `${network}/${path}`) : [];
  });
  return { whole: [...networks.keys(), ...tensors], parts: parts.slice(0, mostParts) };
}

function layerPaths(network: GraphAnalysis): readonly string[] {
  return expandNetwork(network)
    .nodes.filter(({ analysis }) => analysis.kind?.id !== 'input')
    .map(({ path }) => path)
    .slice(0, mostParts);
}
