import { sameType, type TensorType } from '../base/tensorType';
import type { Graph, GraphNode, Project } from '../document/project';
import type { InputsByPort } from '../kinds/layerKind';
import type { Diagnostic } from './diagnostic';
import {
  changedNodes,
  edgesInto,
  edgesOutOf,
  type GraphStructure,
  graphStructure,
} from './graphStructure';
import { missingInputs } from './missingInputs';
import { analyseNode, type NodeAnalysis } from './nodeAnalysis';
import { wholeGraph } from './wholeGraph';

/** Everything that is known about a graph. */
export interface GraphAnalysis {
  readonly id: string;
  readonly graph: Graph;
  readonly structure: GraphStructure;
  readonly nodes: ReadonlyMap<string, NodeAnalysis>;
  /** Nodes whose output nothing takes, unused ones left out: the outputs of the network. */
  readonly outputs: readonly string[];
  /** The network's inputs, in file order. */
  readonly inputs: readonly string[];
  /** Problems by file order of their nodes. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Everything that is known about a project. */
export interface ProjectAnalysis {
  readonly project: Project;
  readonly graphs: Readonly<Record<string, GraphAnalysis>>;
}

/**
 * Analyses a project: order, shapes, costs and problems of every graph. Given the analysis from
 * before an edit, only what the edit reaches is worked out anew; the result is the same. Never throws.
 */
export function analyseProject(project: Project, previous?: ProjectAnalysis): ProjectAnalysis {
  const graphs: Record<string, GraphAnalysis> = {};
  for (const [id, graph] of Object.entries(project.graphs)) {
    graphs[id] = analyseGraph(id, graph, previous?.graphs[id]);
  }
  return { project, graphs };
}

/** Analyses one graph, using again what an earlier analysis found wherever nothing changed. */
export function analyseGraph(id: string, graph: Graph, previous?: GraphAnalysis): GraphAnalysis {
  if (previous?.graph === graph) return previous;
  const changed = previous && changedNodes(previous.structure, previous.graph, graph);
  if (previous && changed) {
    const nodes = analyseChanged(id, graph, changed, previous);
    const { structure, inputs, outputs } = previous;
    const diagnostics = graphDiagnostics(id, graph, structure, nodes, outputs);
    return { id, graph, structure, nodes, inputs, outputs, diagnostics };
  }
  const structure = graphStructure(id, graph);
  const nodes = new Map<string, NodeAnalysis>();
  for (const nodeId of structure.order) {
    const node = graph.nodes[nodeId] as GraphNode;
    const types = inputTypes(structure, nodeId, nodes);
    const before = previous?.nodes.get(nodeId);
    nodes.set(
      nodeId,
      before ? analyseAgain(id, node, types, before) : analyseNode(id, node, types),
    );
  }
  const outputs = structure.openEnds.filter(
    (nodeId) => !structure.unused.has(nodeId) && !structure.cyclic.has(nodeId),
  );
  const inputs = structure.ids.filter(
    (nodeId) => graph.nodes[nodeId]?.kind === 'input' && !structure.unused.has(nodeId),
  );
  const diagnostics = graphDiagnostics(id, graph, structure, nodes, outputs);
  return { id, graph, structure, nodes, inputs, outputs, diagnostics };
}

/** The nodes of a graph that is wired as before: changed ones anew, and those whose inputs change. */
function analyseChanged(
  graphId: string,
  graph: Graph,
  changed: readonly string[],
  { structure, nodes: previous }: GraphAnalysis,
): ReadonlyMap<string, NodeAnalysis> {
  const nodes = new Map(previous);
  const waiting = new Set(changed);
  const { order, places } = structure;
  let place = changed.reduce((first, id) => Math.min(first, places.get(id) ?? 0), order.length);
  for (; waiting.size > 0 && place < order.length; place++) {
    const nodeId = order[place] as string;
    if (!waiting.delete(nodeId)) continue;
    const before = previous.get(nodeId) as NodeAnalysis;
    const types = inputTypes(structure, nodeId, nodes);
    const after = analyseAgain(graphId, graph.nodes[nodeId] as GraphNode, types, before);
    nodes.set(nodeId, after);
    if (sameOutputs(after.outputs, before.outputs)) continue;
    for (const edge of edgesOutOf(structure, nodeId)) waiting.add(edge.to.node);
  }
  return nodes;
}

function sameOutputs(a: InputsByPort | null, b: InputsByPort | null): boolean {
  if (a === b) return true;
  if (!a || !b) return false;
  const ports = Object.keys(a);
  return ports.length === Object.keys(b).length && ports.every((port) => a[port] === b[port]);
}

/** All problems of a graph: its wiring, its nodes in file order, what is missing, the whole. */
function graphDiagnostics(
  graphId: string,
  graph: Graph,
  structure: GraphStructure,
  nodes: ReadonlyMap<string, NodeAnalysis>,
  outputs: readonly string[],
): readonly Diagnostic[] {
  const diagnostics = [...structure.diagnostics];
  for (const nodeId of structure.ids) {
    for (const diagnostic of nodes.get(nodeId)?.diagnostics ?? []) diagnostics.push(diagnostic);
  }
  const missing = missingInputs(graphId, structure, nodes);
  for (const diagnostic of missing) diagnostics.push(diagnostic);
  // While a wire is missing, an open end is where it will start rather than an output.
  const ends = missing.length > 0 ? [] : outputs;
  for (const diagnostic of wholeGraph(graphId, graph, structure, ends))
    diagnostics.push(diagnostic);
  return diagnostics;
}

function inputTypes(
  structure: GraphStructure,
  nodeId: string,
  nodes: ReadonlyMap<string, NodeAnalysis>,
): Record<string, TensorType | null> {
  const types: Record<string, TensorType | null> = {};
  for (const [port, edge] of edgesInto(structure, nodeId)) {
    types[port] = nodes.get(edge.from.node)?.outputs?.[edge.from.port] ?? null;
  }
  return types;
}

/** Uses the earlier analysis of a node when nothing about it changed, and its types when they are equal. */
function analyseAgain(
  graphId: string,
  node: GraphNode,
  inputs: Readonly<Record<string, TensorType | null>>,
  before: NodeAnalysis,
): NodeAnalysis {
  const ports = Object.keys(inputs);
  const sameInputs =
    ports.length === Object.keys(before.inputs).length &&
    ports.every((port) => port in before.inputs && inputs[port] === before.inputs[port]);
  if (sameInputs && before.node === node) return before;
  const onlyMoved =
    sameInputs &&
    before.node.fields === node.fields &&
    before.node.kind === node.kind &&
    before.node.id === node.id;
  if (onlyMoved) return { ...before, node };
  const after = analyseNode(graphId, node, inputs);
  if (!after.outputs || !before.outputs) return after;
  return { ...after, outputs: keepEqualTypes(after.outputs, before.outputs) };
}

function keepEqualTypes(after: InputsByPort, before: InputsByPort): InputsByPort {
  const kept: Record<string, TensorType> = {};
  for (const [port, type] of Object.entries(after)) {
    const old = before[port];
    kept[port] = old && sameType(old, type) ? old : type;
  }
  return kept;
}

/** Whether a graph has no errors, so that it can be compiled. */
export function isSound(analysis: GraphAnalysis): boolean {
  return !analysis.diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}
