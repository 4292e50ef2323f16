import type { Graph, GraphNode, GraphRelation } from '../document/project';
import { type FieldSet, field } from '../kinds/field';
import type { LayerKind } from '../kinds/layerKind';
import type { InputPort } from '../kinds/port';
import { blockEnds } from './blockEnds';

/** The fields of a node that calls a network in a training step. */
export const callFields = {
  mode: field.choice({
    label: 'Mode',
    help: 'How dropout and batch statistics work; automatic: training while weights are changed, else inference.',
    default: 'automatic',
    options: [
      { value: 'automatic', label: 'automatic' },
      { value: 'training', label: 'always training' },
      { value: 'inference', label: 'always inference' },
    ],
  }),
  frozen: field.boolean({
    label: 'Frozen',
    help: 'On: no update of this step changes the network; gradients still pass through it.',
    default: false,
  }),
  features: field.names({
    label: 'Features',
    help: 'Layers inside (by their paths) whose outputs leave the node too, as a perceptual loss needs.',
    default: [],
    of: 'layers',
    advanced: true,
  }),
} as const satisfies FieldSet;

/** The fields of a node that calls a copy of a network whose weights follow the network's. */
export const targetFields = {
  follows: field.choice({
    label: 'Follows',
    default: 'every',
    options: [
      { value: 'every', label: 'every so many steps' },
      { value: 'average', label: 'as a moving average' },
    ],
  }),
  every: field.integer({
    label: 'Every … steps',
    help: 'After so many steps the copy takes over the weights.',
    default: 100,
    min: 1,
  }),
  decay: field.number({
    label: 'Decay',
    help: 'The share of its old weights that a moving average keeps at each step.',
    default: 0.99,
    min: 0,
    max: 1,
    step: 0.001,
    advanced: true,
  }),
} as const satisfies FieldSet;

/** The output port on which the output of a layer inside leaves a call. */
export function featurePort(path: string): string {
  return path.replaceAll('/', '_');
}

/** The layers inside whose outputs a call gives too, as far as its fields can be read. */
export function calledFeatures(fields: GraphNode['fields'] | undefined): readonly string[] {
  const { features } = fields ?? {};
  return Array.isArray(features)
    ? features.filter((name): name is string => typeof name === 'string')
    : [];
}

const noFeatures: readonly string[] = [];
const kindsByGraph = new WeakMap<Graph, Map<string, LayerKind>>();

/** A network as it is called in a training step: its input nodes are the ports. */
export function callKind(
  relation: Exclude<GraphRelation, 'block'>,
  graphId: string,
  graph: Graph,
  fields: GraphNode['fields'] | undefined,
): LayerKind {
  const features = relation === 'call' ? calledFeatures(fields) : noFeatures;
  const key = [relation, graphId, ...features].join('\n');
  const kinds = kindsByGraph.get(graph) ?? new Map<string, LayerKind>();
  kindsByGraph.set(graph, kinds);
  const known = kinds.get(key);
  if (known) return known;
  const ends = blockEnds(graph);
  const inputs: Record<string, InputPort> = {};
  for (const port of ends.inputs.keys()) inputs[port] = {};
  const isCall = relation === 'call';
  const kind: LayerKind = {
    id: `${relation}:${graphId}`,
    title: graphId,
    family: 'network',
    summary: isCall
      ? `Calls the network ${graphId}; however often it is called, its weights are the same.`
      : `Calls a copy of the network ${graphId} whose weights follow the network's.`,
    source: isCall
      ? ''
      : 'Mnih et al., Human-level control through deep reinforcement learning, 2015',
    inputs,
    outputs: [...ends.outputs.keys(), ...features.map(featurePort)],
    fields: isCall ? callFields : targetFields,
    messages: {},
    view: false,
    keeps: 'none',
    examples: [],
    telling: (values) => (isCall ? tellingOfCall(values) : tellingOfTarget(values)),
    // The network itself answers these.
    infer: () => null,
    weights: () => [],
    macs: () => null,
    operations: () => null,
    reach: () => 'same',
    layers: () => [],
    formula: () => [],
  };
  kinds.set(key, kind);
  return kind;
}

function tellingOfCall(values: Readonly<Record<string, unknown>>): string {
  return [values.mode === 'automatic' ? '' : values.mode, values.frozen ? 'frozen' : '']
    .filter(Boolean)
    .join(' · ');
}

function tellingOfTarget({ follows, every, decay }: Readonly<Record<string, unknown>>): string {
  return follows === 'every' ? `copy · every ${every} steps` : `copy · average ${decay}`;
}
