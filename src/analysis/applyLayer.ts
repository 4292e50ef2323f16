import { formatExact } from '../base/humanNumber';
import { elementCount, formatShape, type Shape, type TensorType } from '../base/tensorType';
import type { GraphNode } from '../document/project';
import { largestSize, parseFields } from '../kinds/field';
import type { InputsByPort, LayerKind, Weight } from '../kinds/layerKind';
import { type InputPorts, inputPort, isVariadic, portRefusal, requiredPorts } from '../kinds/port';
import type { Fix } from '../kinds/report';
import type { GraphUse, NodeAnalysis } from './graphAnalysis';
import { layerCosts, noCosts } from './nodeCosts';
import { rankFixes } from './nodeFixes';
import { type NodeReport, nodeReport, type Say } from './nodeReport';
import { type Names, resolveFields } from './nodeSettings';

/** The result of a node of which nothing is known yet. */
export function nothingKnown(
  node: GraphNode,
  kind: LayerKind,
  inputs: NodeAnalysis['inputs'],
  report: NodeReport,
): NodeAnalysis {
  return {
    node,
    kind,
    fields: null,
    inputs,
    outputs: null,
    costs: null,
    diagnostics: report.diagnostics,
    bypassed: false,
    parts: null,
    inner: null,
    steps: 1,
  };
}

/**
 * The fields of a node, expressions worked out and defaults filled in; null after saying what is
 * wrong. In a frozen block nothing learns.
 */
export function readFields(
  node: GraphNode,
  kind: LayerKind,
  names: Names,
  frozen: boolean,
  { say }: NodeReport,
): Readonly<Record<string, unknown>> | null {
  const resolved = resolveFields(node.fields, names);
  for (const { name, message } of resolved.problems) {
    say('graph/invalidExpression', 'error', message, { field: name });
  }
  const isFreezable = frozen && Object.hasOwn(kind.fields, 'trainable');
  const raw = isFreezable ? { ...resolved.values, trainable: false } : resolved.values;
  const { values: fields, problems } = parseFields(kind.fields, raw);
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
  return resolved.problems.length > 0 ? null : fields;
}

/** Works out a layer that stands once. */
export function applyLayer(
  graphId: string,
  node: GraphNode,
  kind: LayerKind,
  inputs: NodeAnalysis['inputs'],
  names: Names,
  use: GraphUse,
): NodeAnalysis {
  const report = nodeReport(graphId, node);
  const { say } = report;
  const nothing = nothingKnown(node, kind, inputs, report);
  const fields = readFields(node, kind, names, use.frozen, report);
  if (kind.id === 'input' && use.inputs && Object.hasOwn(use.inputs, node.id)) {
    const type = use.inputs[node.id] ?? null;
    return { ...nothing, fields, outputs: type && { y: type }, costs: type && noCosts };
  }
  const given = use.given?.[node.id];
  if (given) return { ...nothing, fields, outputs: given, costs: noCosts };
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
  const outputs = kind.infer(fields, known, report.forKind(kind));
  if (!outputs) return { ...nothing, fields };
  // What is fed back to an input of a block is counted where it leaves the step before.
  const isFedBack = kind.id === 'input' && use.inputs !== null;
  const costs = isFedBack ? noCosts : layerCosts(kind, fields, known, outputs);
  if (refuseTooLarge(node.id, outputs, costs.weights, say)) return { ...nothing, fields };
  return { ...nothing, fields, outputs, costs };
}

/** Says which output or weight of a node no backend can hold; false where there is none. */
export function refuseTooLarge(
  id: string,
  outputs: InputsByPort,
  weights: readonly Weight[],
  say: Say,
): boolean {
  const large = tooLarge(outputs, weights);
  if (!large) return false;
  say(
    'graph/tooLarge',
    'error',
    `The ${large.name} of ${id} would be ${formatShape(large.shape)}: ${formatExact(large.elements)} numbers, and no backend holds more than ${formatExact(largestSize)} in one tensor. Make its fields, or what arrives, smaller.`,
  );
  return true;
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

/** Whether everything is wired that a node cannot do without. */
export function hasEveryInput(ports: InputPorts, wired: readonly string[]): boolean {
  return isVariadic(ports)
    ? wired.length >= ports.min
    : requiredPorts(ports).every((name) => wired.includes(name));
}
