import { connect } from '../document/edits/edgeEdits';
import { combineEdits, type Edit } from '../document/edits/edit';
import { addNodes, freeNodeId, setFields } from '../document/edits/nodeEdits';
import type { GraphNode } from '../document/project';
import { onlyOutput } from '../kinds/layerKind';
import { findLayerKind } from '../kinds/registry';
import type { DiagnosticFix } from './diagnostic';
import type { GraphAnalysis, NodeAnalysis } from './graphAnalysis';
import { kerasLayers } from './kerasLayers';

/** The last layer of a network, and its activation. */
export interface FinalActivation {
  /** The node of the network; of a layer inside a block the block. */
  readonly node: string;
  /** The Keras name. */
  readonly activation: string;
}

/**
 * The activation that the `place`-th output of a network ends in; null for a network with errors, and
 * where there is no such output.
 */
export function finalActivation(graph: GraphAnalysis, place = 0): FinalActivation | null {
  if (graph.diagnostics.some(({ severity }) => severity === 'error')) return null;
  const { layers, outputs } = kerasLayers(graph);
  const last = layers.find(({ name }) => name === outputs[place]?.layer);
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

/** Gives a network another last activation, where that can be done with one edit. */
export function activationFix(
  graph: GraphAnalysis,
  { node: id, activation: current }: FinalActivation,
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
const appendedDistance = 240;

function appendLayer(graph: GraphAnalysis, after: string, kind: string): Edit {
  const position = graph.graph.nodes[after]?.position;
  const node: GraphNode = {
    id: freeNodeId(graph.graph, kind),
    kind,
    fields: {},
    ...(position ? { position: { x: position.x + appendedDistance, y: position.y } } : {}),
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
