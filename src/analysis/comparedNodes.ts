import type { JsonValue } from '../base/jsonValue';
import { failure, type Result, success } from '../base/result';
import { formatShape, sameType, type TensorType } from '../base/tensorType';
import { freeGraphId } from '../document/edits/graphEdits';
import { freeNodeId } from '../document/edits/nodeEdits';
import type { Argument, Edge, Graph, GraphNode, Project } from '../document/project';
import { isVariadic, variadicPortIndex } from '../kinds/port';
import type { GraphAnalysis, NodeAnalysis } from './graphAnalysis';

/** A node in a network of its own: inputs with the shapes that arrive, the node, outputs. Plain data. */
export interface NodeAlone {
  readonly project: Project;
  readonly graphId: string;
  /** The node's id, under which its weights are named. */
  readonly node: string;
}

/** Two nodes that take and give the same shapes, each in a network of its own. */
export interface ComparedNodes {
  readonly first: NodeAlone;
  readonly second: NodeAlone;
  /** The output ports that are compared, of the first and of the second. */
  readonly outputs: readonly (readonly [string, string])[];
}

/** How long an axis is taken to be that can have any length. */
const anyLength = 5;

/** Puts two nodes of a graph beside each other, or says why their outputs cannot be compared. */
export function comparedNodes(
  project: Project,
  graph: GraphAnalysis,
  firstId: string,
  secondId: string,
): Result<ComparedNodes> {
  const first = sound(graph, firstId);
  if (!first.ok) return first;
  const second = sound(graph, secondId);
  if (!second.ok) return second;
  const [takes, alsoTakes] = [arriving(first.value), arriving(second.value)];
  if (takes.length !== alsoTakes.length) {
    return failure(
      `${firstId} takes ${inputCount(takes.length)}, ${secondId} ${inputCount(alsoTakes.length)}.`,
    );
  }
  for (const [place, [port, type]] of takes.entries()) {
    const [otherPort, other] = alsoTakes[place] as [string, TensorType];
    if (sameType(type, other)) continue;
    return failure(
      `${firstId} takes ${told(type)} at ${port}, ${secondId} ${told(other)} at ${otherPort}.`,
    );
  }
  const gives = Object.entries(first.value.outputs ?? {});
  const alsoGives = Object.entries(second.value.outputs ?? {});
  const pairs = gives.slice(0, alsoGives.length).map(([port, type], place) => {
    const [otherPort, other] = alsoGives[place] as [string, TensorType];
    return { ports: [port, otherPort] as const, type, other };
  });
  const differing = pairs.find(({ type, other }) => !sameType(type, other));
  if (differing) {
    const { type, other, ports } = differing;
    return failure(
      `${firstId} gives ${told(type)} at ${ports[0]}, ${secondId} ${told(other)} at ${ports[1]}.`,
    );
  }
  const outputs = pairs.map(({ ports }) => ports);
  const alone = (node: NodeAnalysis, side: 0 | 1): NodeAlone =>
    nodeAlone(
      project,
      graph,
      node,
      outputs.map((ports) => ports[side]),
    );
  return success({ first: alone(first.value, 0), second: alone(second.value, 1), outputs });
}

function inputCount(count: number): string {
  return count === 1 ? '1 input' : `${count} inputs`;
}

function told({ shape, dtype }: TensorType): string {
  return dtype === 'float32' ? formatShape(shape) : `${formatShape(shape)} of ${dtype}`;
}

/** A node that can run by itself. */
function sound(graph: GraphAnalysis, id: string): Result<NodeAnalysis> {
  const node = graph.nodes.get(id);
  if (!node) return failure(`There is no node named "${id}".`);
  if (node.node.kind === 'input' || node.node.kind === 'output') {
    return failure(`${id} computes nothing.`);
  }
  if (node.bypassed) return failure(`${id} is bypassed.`);
  const isWrong = node.diagnostics.some(({ severity }) => severity === 'error');
  if (isWrong || !node.outputs || Object.values(node.inputs).includes(null)) {
    return failure(`${id} has errors, or lacks an input.`);
  }
  if (Object.keys(node.inputs).length === 0) return failure(`${id} takes no input.`);
  return success(node);
}

/** What arrives at the wired ports of a node, in the order of its kind. */
function arriving({ kind, inputs }: NodeAnalysis): readonly (readonly [string, TensorType])[] {
  const ports = kind?.inputs ?? {};
  const place = (port: string): number =>
    isVariadic(ports) ? (variadicPortIndex(port) ?? 0) : Object.keys(ports).indexOf(port);
  return (Object.entries(inputs) as [string, TensorType][]).sort(([a], [b]) => place(a) - place(b));
}

function nodeAlone(
  project: Project,
  graph: GraphAnalysis,
  analysis: NodeAnalysis,
  outputs: readonly string[],
): NodeAlone {
  const { weightsOf: _owner, position: _place, ...node } = analysis.node;
  const nodes: Record<string, GraphNode> = { [node.id]: node };
  const edges: Edge[] = [];
  const add = (kind: string, fields: GraphNode['fields']): string => {
    const id = freeNodeId({ role: 'network', nodes, edges }, kind);
    nodes[id] = { id, kind, fields };
    return id;
  };
  for (const [port, { shape, dtype }] of arriving(analysis)) {
    const lengths = shape.map((axis) => axis ?? anyLength);
    const id = add('input', { shape: lengths, ...(dtype === 'float32' ? {} : { dtype }) });
    edges.push({ from: { node: id, port: 'y' }, to: { node: node.id, port } });
  }
  for (const port of outputs) {
    const id = add('output', {});
    edges.push({ from: { node: node.id, port }, to: { node: id, port: 'x' } });
  }
  const alone: Graph = {
    role: 'network',
    arguments: argumentsInUse(graph),
    nodes,
    edges,
  };
  const graphId = freeGraphId(project, 'alone');
  return {
    project: { name: node.id, graphs: { ...project.graphs, [graphId]: alone }, phases: [] },
    graphId,
    node: node.id,
  };
}

/** The arguments of a graph with the values of its use as their defaults. */
function argumentsInUse({ graph, use }: GraphAnalysis): Readonly<Record<string, Argument>> {
  return Object.fromEntries(
    Object.entries(graph.arguments ?? {}).map(([name, argument]) => [
      name,
      { ...argument, default: (use.arguments[name] ?? argument.default) as JsonValue },
    ]),
  );
}
