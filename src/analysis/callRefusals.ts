import { elementCount, formatShape, type TensorType } from '../base/tensorType';
import { combineEdits, type Edit, graphEdit } from '../document/edits/edit';
import { freeNodeId, setFields } from '../document/edits/nodeEdits';
import type { GraphNode } from '../document/project';
import { onlyOutput } from '../kinds/layerKind';
import { findLayerKind } from '../kinds/registry';
import type { Diagnostic, DiagnosticFix } from './diagnostic';
import type { GraphAnalysis } from './graphAnalysis';

/** Where something arrives at a call of a network. */
interface CallPlace {
  readonly graphId: string;
  readonly node: string;
  readonly port: string;
}

/** Why what arrives at a call does not fit an input of its network, with ways out; empty where it does. */
export function callRefusals(
  { graphId, node, port }: CallPlace,
  type: TensorType,
  network: GraphAnalysis,
  input: string,
  wanted: TensorType,
): Diagnostic[] {
  const problem = (
    code: string,
    message: string,
    fixes: readonly DiagnosticFix[],
  ): Diagnostic[] => [
    { code: `call/${code}`, severity: 'error', graph: graphId, node, port, message, fixes },
  ];
  if (type.per === 'batch') {
    return problem(
      'inputPerBatch',
      `One tensor for the whole batch arrives at ${port} of ${node}, but a network takes one for every example. Connect something else.`,
      [],
    );
  }
  const found = formatShape(type.shape);
  const fits =
    wanted.shape.length === type.shape.length &&
    wanted.shape.every((axis, at) => axis === null || axis === (type.shape[at] ?? axis));
  if (!fits) {
    return problem(
      'inputShape',
      `${found} arrives at ${port} of ${node}, but ${input} of ${network.id} takes ${formatShape(wanted.shape)}. Make them equal.`,
      [
        ...reshapeFix(network, input, type, wanted),
        {
          title: `Set the shape of ${network.id}/${input} to ${found}`,
          edit: setFields(network.id, input, { shape: [...type.shape] }),
        },
      ],
    );
  }
  if (wanted.dtype === type.dtype) return [];
  return problem(
    'inputType',
    `${type.dtype} numbers arrive at ${port} of ${node}, but ${input} of ${network.id} takes ${wanted.dtype}. Make them equal.`,
    [
      {
        title: `Set ${network.id}/${input} to ${type.dtype}`,
        edit: setFields(network.id, input, { dtype: type.dtype }),
      },
    ],
  );
}

/** Lets the input take what arrives and brings it into the old shape, where the numbers suffice. */
function reshapeFix(
  { id: graphId, graph }: GraphAnalysis,
  input: string,
  found: TensorType,
  wanted: TensorType,
): DiagnosticFix[] {
  const count = elementCount(wanted.shape);
  if (count === null || count !== elementCount(found.shape)) return [];
  const kind = wanted.shape.length === 1 ? 'flatten' : 'reshape';
  if (!findLayerKind(kind)) return [];
  const node: GraphNode = {
    id: freeNodeId(graph, kind),
    kind,
    fields: kind === 'flatten' ? {} : { targetShape: [...wanted.shape] },
  };
  const title =
    kind === 'flatten' ? 'Insert Flatten' : `Insert Reshape to ${formatShape(wanted.shape)}`;
  return [
    {
      title,
      edit: combineEdits(title, [
        setFields(graphId, input, { shape: [...found.shape] }),
        insertAfter(graphId, input, node),
      ]),
    },
  ];
}

/** Puts a node behind another, taking over all its wires. */
function insertAfter(graphId: string, before: string, node: GraphNode): Edit {
  return graphEdit(`Insert ${node.id}`, graphId, (graph) => {
    if (node.id in graph.nodes) {
      return { ok: false, error: `A node named "${node.id}" is there already.` };
    }
    const edges = graph.edges.map((edge) =>
      edge.from.node === before ? { ...edge, from: { node: node.id, port: onlyOutput } } : edge,
    );
    const joint = { from: { node: before, port: onlyOutput }, to: { node: node.id, port: 'x' } };
    return {
      ok: true,
      value: { ...graph, nodes: { ...graph.nodes, [node.id]: node }, edges: [joint, ...edges] },
    };
  });
}
