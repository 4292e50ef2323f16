import { connect } from '../document/edits/edgeEdits';
import { combineEdits, type Edit } from '../document/edits/edit';
import { addNodes, freeNodeId, removeNodes, setFields } from '../document/edits/nodeEdits';
import { setPhase } from '../document/edits/projectEdits';
import type { GraphNode } from '../document/project';
import { onlyOutput } from '../kinds/layerKind';
import { findLayerKind } from '../kinds/registry';
import { findLossKind } from '../kinds/training/registry';
import type { LossKind } from '../kinds/training/trainingKind';
import { isSound } from './analyse';
import type { Diagnostic, DiagnosticFix } from './diagnostic';
import type { GraphAnalysis, NodeAnalysis } from './graphAnalysis';
import { kerasLayers } from './kerasLayers';
import { type PhaseInProject, phaseProblem } from './phaseProblem';

/**
 * Problems of training a sound network with a loss, whatever the data: its ends, its weights, its
 * last layer.
 */
export function networkDiagnostics(place: PhaseInProject, loss: LossKind | null): Diagnostic[] {
  const { graph } = place;
  if (Object.keys(graph.graph.nodes).length === 0) {
    return [
      phaseProblem(
        place,
        'emptyNetwork',
        `The network ${graph.id} is empty, so there is nothing to train. Add an input, then layers.`,
      ),
    ];
  }
  return [
    ...severalEnds(place, 'severalInputs', 'inputs', graph.inputs),
    ...severalEnds(place, 'severalOutputs', 'outputs', graph.outputs),
    ...nothingToTrain(place),
    ...(loss ? lastActivation(place, loss) : []),
  ];
}

function severalEnds(
  place: PhaseInProject,
  code: 'severalInputs' | 'severalOutputs',
  what: string,
  nodes: readonly string[],
): Diagnostic[] {
  const last = nodes.at(-1);
  if (nodes.length < 2 || last === undefined) return [];
  return [
    phaseProblem(
      place,
      code,
      `Training takes a network with one input and one output; ${place.graph.id} has ${nodes.length} ${what}: ${nodes.join(', ')}. Join them or delete the others.`,
      {
        node: last,
        fixes: [{ title: `Delete ${last}`, edit: removeNodes(place.graph.id, [last]) }],
      },
    ),
  ];
}

function nothingToTrain(place: PhaseInProject): Diagnostic[] {
  const { graph } = place;
  const costs = [...graph.nodes.values()].filter(
    ({ node, costs }) => costs !== null && !graph.structure.unused.has(node.id),
  );
  if (costs.some((node) => (node.costs?.trainableParameters ?? 0) > 0)) return [];
  const frozen = costs.filter(({ node }) => node.fields.trainable === false);
  return [
    phaseProblem(
      place,
      'nothingToTrain',
      frozen.length > 0
        ? `All weights of ${graph.id} are frozen, so training would change nothing. Set trainable on one of its ${frozen.length} layers with weights.`
        : `No layer of ${graph.id} has weights, so training would change nothing. Add a Dense or convolution layer.`,
      {
        fixes: frozen.slice(-1).map(({ node }) => ({
          title: `Train ${node.id}`,
          edit: setFields(graph.id, node.id, { trainable: undefined }),
        })),
      },
    ),
  ];
}

/**
 * The Keras name of the activation that a network ends in, and the node it ends with; null for several
 * outputs and for networks with errors. Inside a block it is the block that is named.
 */
export function finalActivation(
  graph: GraphAnalysis,
): { readonly node: string; readonly activation: string } | null {
  if (!isSound(graph) || graph.outputs.length !== 1) return null;
  const { layers, outputs } = kerasLayers(graph);
  const last = layers.find(({ name }) => name === outputs[0]?.layer);
  if (!last) return null;
  const { activation } = last.config;
  // The node of this graph: the path's first part, without the number of a repetition.
  const [first = ''] = last.node.split('/');
  const isRepetition = ({ node: { id }, parts }: NodeAnalysis): boolean =>
    parts !== null && first.startsWith(id) && /^\d+$/.test(first.slice(id.length));
  const repeated = [...graph.nodes.values()].find(isRepetition);
  const node = graph.nodes.has(first) ? first : (repeated?.node.id ?? first);
  return { node, activation: typeof activation === 'string' ? activation : 'linear' };
}

function lastActivation(place: PhaseInProject, loss: LossKind): Diagnostic[] {
  const { graph, phase, index } = place;
  const end = finalActivation(graph);
  if (!end || loss.expects === null || loss.expects.includes(end.activation)) return [];
  const [wanted] = loss.expects;
  if (wanted === undefined) return [];
  const found =
    end.activation === 'linear' ? 'without an activation' : `with the activation ${end.activation}`;
  const other = findLossKind('meanSquaredError');
  return [
    phaseProblem(
      place,
      'lastActivation',
      `${loss.title} compares probabilities, as ${loss.expects.join(' or ')} gives them, but ${end.node} ends ${found}. Add ${wanted}, or choose another loss.`,
      {
        severity: 'warning',
        node: end.node,
        field: 'loss',
        fixes: [
          ...activationFix(graph, end.node, end.activation, wanted),
          ...(other
            ? [
                {
                  title: `Use ${other.title}`,
                  edit: setPhase(index, { ...phase, loss: { kind: other.id, fields: {} } }),
                },
              ]
            : []),
        ],
      },
    ),
  ];
}

function activationFix(
  graph: GraphAnalysis,
  id: string,
  current: string,
  wanted: string,
): DiagnosticFix[] {
  const last = graph.nodes.get(id);
  const field = last?.kind?.fields.activation;
  if (field?.parse(wanted).ok && last?.kind?.id !== wanted) {
    return [
      {
        title: `Set the activation of ${id} to ${wanted}`,
        edit: setFields(graph.id, id, { activation: wanted }),
      },
    ];
  }
  if (current !== 'linear' || !findLayerKind(wanted)) return [];
  return [{ title: `Add ${wanted} after ${id}`, edit: appendLayer(graph, id, wanted) }];
}

/** How far right of the last node an appended one is put, in canvas pixels. */
const APPENDED_DISTANCE = 240;

function appendLayer(graph: GraphAnalysis, after: string, kind: string): Edit {
  const position = graph.graph.nodes[after]?.position;
  const node: GraphNode = {
    id: freeNodeId(graph.graph, kind),
    kind,
    fields: {},
    ...(position ? { position: { x: position.x + APPENDED_DISTANCE, y: position.y } } : {}),
  };
  const port = Object.keys(findLayerKind(kind)?.inputs ?? {})[0] ?? 'x';
  return combineEdits(`Add ${kind} after ${after}`, [
    addNodes(graph.id, [node]),
    connect(graph.id, {
      from: { node: after, port: onlyOutput },
      to: { node: node.id, port },
    }),
  ]);
}
