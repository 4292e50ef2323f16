import { graphUsedBy } from '../document/project';
import type { KerasLayer } from '../kinds/layerKind';
import { isLossKind, type OutputHead } from '../kinds/training/stepKind';
import type { GraphAnalysis } from './graphAnalysis';
import { edgesInto } from './graphStructure';
import { kerasLayers } from './kerasLayers';

/** Classes whose activation acts at every step of a sequence, not on what comes out. */
const innerActivations = /^(SimpleRNN|LSTM|GRU|ConvLSTM2D|RecurrentLayer|ConvolutionalLstm2D)$/;

/**
 * The activations that losses of a step take into themselves, by network: those at the end of networks
 * whose only output goes into such a loss.
 */
export function networkHeads(step: GraphAnalysis): ReadonlyMap<string, OutputHead> {
  const heads = new Map<string, OutputHead | null>();
  for (const [id, { kind, fields }] of step.nodes) {
    if (!kind || !isLossKind(kind) || kind.head === null || fields?.fromLogits === true) continue;
    const source = edgesInto(step.structure, id).get('prediction')?.from.node;
    const call = step.nodes.get(source ?? '');
    const used = graphUsedBy(call?.node.kind ?? '');
    if (used?.relation !== 'call' || !call?.inner || heads.has(used.graph)) continue;
    heads.set(used.graph, endsIn(call.inner, kind.head) ? kind.head : null);
  }
  return new Map([...heads].filter((entry): entry is [string, OutputHead] => entry[1] !== null));
}

function endsIn(network: GraphAnalysis, head: OutputHead): boolean {
  const { layers, inputs, outputs } = kerasLayers(network);
  const [only, ...others] = outputs;
  const last = layers.find(({ name }) => name === only?.layer);
  if (!only || !last || others.length > 0 || last.calls.length > 1) return false;
  const isTaken = layers.some(({ calls }) =>
    calls.some((call) => call.inputs.some(({ layer }) => layer === last.name)),
  );
  const before = last.calls[0]?.inputs[0]?.layer;
  const isBare = last.className === 'Activation' && inputs.some(({ layer }) => layer === before);
  return !isTaken && !isBare && activationOf(last) === head;
}

function activationOf({ className, config }: KerasLayer): unknown {
  const { layer } = config as { readonly layer?: KerasLayer };
  if (layer) return className === 'KernelNormalization' ? activationOf(layer) : null;
  return innerActivations.test(className) ? null : config.activation;
}
