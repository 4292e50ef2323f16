import { formatExact } from '../base/humanNumber';
import {
  bytesPerElement,
  elementCount,
  formatShape,
  type Shape,
  type TensorType,
} from '../base/tensorType';
import { insertOnEdge, samePort } from '../document/edits/edgeEdits';
import type { Edit } from '../document/edits/edit';
import { freeNodeId, setFields } from '../document/edits/nodeEdits';
import type { GraphNode } from '../document/project';
import { largestSize, parseFields } from '../kinds/field';
import { type InputsByPort, type LayerKind, onlyOutput, type Weight } from '../kinds/layerKind';
import { type InputPorts, inputPort, isVariadic, portRefusal, requiredPorts } from '../kinds/port';
import { findLayerKind } from '../kinds/registry';
import { type Fix, formatMessage, type Report, type Severity } from '../kinds/report';
import type { Diagnostic, DiagnosticFix } from './diagnostic';

/** What a node costs; a number is null where an unknown dimension leaves it open. */
export interface NodeCosts {
  /** The tensors it learns or keeps; described, never allocated. */
  readonly weights: readonly Weight[];
  /** Numbers in all its weights. */
  readonly parameters: number;
  /** Numbers that training changes. */
  readonly trainableParameters: number;
  /** Multiply-accumulates of one forward pass of one example. */
  readonly macs: number | null;
  /** Bytes of its outputs for one example; 0 for a view. */
  readonly activationBytes: number | null;
}

/** Everything that is known about one node. */
export interface NodeAnalysis {
  readonly node: GraphNode;
  /** Null when this version does not know the kind. */
  readonly kind: LayerKind | null;
  /** The fields with defaults filled in; null while one of them is wrong. */
  readonly fields: Readonly<Record<string, unknown>> | null;
  /** The type that arrives at each wired port; null where it is not known. */
  readonly inputs: Readonly<Record<string, TensorType | null>>;
  /** The types that leave; null while something is wrong here or before. */
  readonly outputs: InputsByPort | null;
  readonly costs: NodeCosts | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Numbers of a weight tensor. */
export function weightSize(weight: Weight): number {
  return weight.shape.reduce((product, axis) => product * axis, 1);
}

/** Turns a kind's suggestion into an edit of the graph. */
function fixEdit(graphId: string, nodeId: string, fix: Fix): Edit {
  const { change } = fix;
  if (change.type === 'setFields') return setFields(graphId, nodeId, change.values);
  return {
    label: fix.title,
    apply(project) {
      const graph = project.graphs[graphId];
      const edge = graph?.edges.find((other) =>
        samePort(other.to, { node: nodeId, port: change.port }),
      );
      if (!graph || !edge) return { ok: false, error: `Nothing is connected to ${nodeId}.` };
      const target = graph.nodes[nodeId]?.position;
      const source = graph.nodes[edge.from.node]?.position;
      const node: GraphNode = {
        id: freeNodeId(graph, change.kind),
        kind: change.kind,
        fields: change.fields ?? {},
        ...(target && source
          ? { position: { x: (target.x + source.x) / 2, y: (target.y + source.y) / 2 } }
          : {}),
      };
      const inputName = Object.keys(findLayerKind(change.kind)?.inputs ?? { x: null })[0] ?? 'x';
      return insertOnEdge(graphId, edge, node, inputName, onlyOutput).apply(project);
    },
  };
}

/** Layers that turn what arrives into what the port takes. */
function rankFixes(port: string, type: TensorType, wanted: number | undefined): Fix[] {
  if (wanted === undefined) return [];
  const insert = (title: string, kind: string, fields = {}): Fix => ({
    title,
    change: { type: 'insertBefore', port, kind, fields },
  });
  const { shape } = type;
  if (wanted === 1 && shape.length > 1) return [insert('Insert Flatten', 'flatten')];
  if (shape.some((axis) => axis === null)) return [];
  if (wanted === 3 && shape.length === 2) {
    const [height = null, width = null] = shape;
    return [
      insert(`Insert Reshape to ${height}×${width}×1`, 'reshape', {
        targetShape: [height, width, 1],
      }),
    ];
  }
  if (wanted === 2 && shape.length === 3) {
    const [height = null, width, channels] = shape;
    const features = (width ?? 1) * (channels ?? 1);
    return [
      insert(`Insert Reshape to ${height}×${features}`, 'reshape', {
        targetShape: [height, features],
      }),
    ];
  }
  return [];
}

/** Works out one node from the types that arrive at it; never throws, whatever the fields hold. */
export function analyseNode(
  graphId: string,
  node: GraphNode,
  inputs: Readonly<Record<string, TensorType | null>>,
): NodeAnalysis {
  const diagnostics: Diagnostic[] = [];
  const toFixes = (fixes: readonly Fix[] = []): DiagnosticFix[] =>
    fixes.map((fix) => ({ title: fix.title, edit: fixEdit(graphId, node.id, fix) }));
  const say = (
    code: string,
    severity: Severity,
    message: string,
    details: { field?: string; port?: string; fixes?: readonly Fix[] } = {},
  ): void => {
    const { fixes, ...place } = details;
    diagnostics.push({
      code,
      severity,
      graph: graphId,
      node: node.id,
      ...place,
      message,
      fixes: toFixes(fixes),
    });
  };
  const kind = findLayerKind(node.kind);
  const nothing = { node, kind, inputs, outputs: null, costs: null, diagnostics };
  if (!kind) {
    say(
      'graph/unknownKind',
      'error',
      `"${node.kind}" is not a kind that this version of Netloom knows. Everything it holds is kept; replace it or use a newer version.`,
    );
    return { ...nothing, fields: null };
  }
  const { values: fields, problems } = parseFields(kind.fields, node.fields);
  for (const problem of problems) {
    const reset: Fix | null = problem.known
      ? null
      : {
          title: `Back to ${JSON.stringify(kind.fields[problem.name]?.default)}`,
          change: {
            type: 'setFields',
            values: { [problem.name]: kind.fields[problem.name]?.default as never },
          },
        };
    say(
      problem.known ? 'graph/unknownField' : 'graph/invalidField',
      problem.known ? 'warning' : 'error',
      problem.message,
      { field: problem.name, fixes: reset ? [reset] : [] },
    );
  }
  const known: Record<string, TensorType> = {};
  let complete = fields !== null && hasEveryInput(kind.inputs, Object.keys(inputs));
  for (const [name, type] of Object.entries(inputs)) {
    const port = inputPort(kind.inputs, name);
    if (!type || !port) {
      complete = false;
      continue;
    }
    const refusal = portRefusal(port, type);
    if (refusal) {
      complete = false;
      const wanted = typeof port.rank === 'number' ? port.rank : undefined;
      say(
        `${kind.id}/input`,
        'error',
        `${kind.title} ${refusal}: ${formatShape(type.shape)} arrives at ${name}.`,
        { port: name, fixes: rankFixes(name, type, wanted) },
      );
    } else known[name] = type;
  }
  if (!complete || !fields) return { ...nothing, fields };
  const report: Report = {
    error: (message, values, details) =>
      say(
        `${kind.id}/${message}`,
        'error',
        formatMessage(kind.messages[message] ?? message, values),
        details,
      ),
    warning: (message, values, details) =>
      say(
        `${kind.id}/${message}`,
        'warning',
        formatMessage(kind.messages[message] ?? message, values),
        details,
      ),
    hint: (message, values, details) =>
      say(
        `${kind.id}/${message}`,
        'hint',
        formatMessage(kind.messages[message] ?? message, values),
        details,
      ),
  };
  const outputs = kind.infer(fields, known, report);
  if (!outputs) return { ...nothing, fields };
  const costs = nodeCosts(kind, fields, known, outputs);
  const large = tooLarge(outputs, costs.weights);
  if (large) {
    say(
      'graph/tooLarge',
      'error',
      `The ${large.name} of ${node.id} would be ${formatShape(large.shape)}: ${formatExact(large.elements)} numbers, and no backend holds more than ${formatExact(largestSize)} in one tensor. Make its fields, or what arrives, smaller.`,
    );
    return { ...nothing, fields };
  }
  return { ...nothing, fields, outputs, costs };
}

/** The first output or weight that no backend can index. */
function tooLarge(
  outputs: InputsByPort,
  weights: readonly Weight[],
): { readonly name: string; readonly shape: Shape; readonly elements: number } | null {
  const tensors = [
    ...Object.values(outputs).map(({ shape }) => ({ name: 'output', shape })),
    ...weights,
  ];
  for (const { name, shape } of tensors) {
    const elements = elementCount(shape) ?? 0;
    if (elements > largestSize) return { name, shape, elements };
  }
  return null;
}

function hasEveryInput(ports: InputPorts, wired: readonly string[]): boolean {
  return isVariadic(ports)
    ? wired.length >= ports.min
    : requiredPorts(ports).every((name) => wired.includes(name));
}

function nodeCosts(
  kind: LayerKind,
  fields: Readonly<Record<string, unknown>>,
  inputs: InputsByPort,
  outputs: InputsByPort,
): NodeCosts {
  const weights = kind.weights(fields, inputs);
  let parameters = 0;
  let trainableParameters = 0;
  for (const weight of weights) {
    const size = weightSize(weight);
    parameters += size;
    if (weight.trainable) trainableParameters += size;
  }
  let activationBytes: number | null = 0;
  if (!kind.view) {
    for (const type of Object.values(outputs)) {
      const elements = elementCount(type.shape);
      activationBytes =
        elements === null || activationBytes === null
          ? null
          : activationBytes + elements * bytesPerElement(type.dtype);
    }
  }
  const macs = kind.macs(fields, inputs, outputs);
  return { weights, parameters, trainableParameters, macs, activationBytes };
}
