import { sameType, type TensorType } from '../base/tensorType';
import { connect } from '../document/edits/edgeEdits';
import { removeNodes } from '../document/edits/nodeEdits';
import type { Graph, GraphNode, Project } from '../document/project';
import type { InputsByPort } from '../kinds/layerKind';
import { inputPort, inputPortNames, isVariadic, portRefusal } from '../kinds/port';
import { findLayerKind } from '../kinds/registry';
import type { Diagnostic } from './diagnostic';
import {
  edgesInto,
  edgesOutOf,
  type GraphStructure,
  graphStructure,
  sameWiring,
} from './graphStructure';
import { analyseNode, type NodeAnalysis } from './nodeAnalysis';
import { phaseDiagnostics } from './phaseDiagnostics';

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
  const sameStructure = previous !== undefined && sameWiring(previous.graph, graph);
  const structure = sameStructure ? previous.structure : graphStructure(id, graph);
  const nodes = new Map<string, NodeAnalysis>();
  for (const nodeId of structure.order) {
    const node = graph.nodes[nodeId] as GraphNode;
    const inputs = inputTypes(structure, nodeId, nodes);
    const before = previous?.nodes.get(nodeId);
    nodes.set(
      nodeId,
      before ? analyseAgain(id, node, inputs, before) : analyseNode(id, node, inputs),
    );
  }
  const sinks = Object.keys(graph.nodes).filter(
    (nodeId) =>
      edgesOutOf(structure, nodeId).length === 0 &&
      !structure.unused.has(nodeId) &&
      !structure.cyclic.has(nodeId),
  );
  const inputs = Object.keys(graph.nodes).filter(
    (nodeId) => graph.nodes[nodeId]?.kind === 'input' && !structure.unused.has(nodeId),
  );
  const missing = missingInputs(id, graph, structure, nodes);
  const diagnostics = [
    ...structure.diagnostics,
    ...Object.keys(graph.nodes).flatMap((nodeId) => nodes.get(nodeId)?.diagnostics ?? []),
    ...missing,
    // While a wire is missing, an open end is where it will start rather than an output.
    ...wholeGraph(id, graph, missing.length > 0 ? [] : sinks),
  ];
  return { id, graph, structure, nodes, outputs: sinks, inputs, diagnostics };
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

/** Reports ports that nothing is connected to, offering open ends that would fit. */
function missingInputs(
  graphId: string,
  graph: Graph,
  structure: GraphStructure,
  nodes: ReadonlyMap<string, NodeAnalysis>,
): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const node of Object.values(graph.nodes)) {
    const kind = findLayerKind(node.kind);
    if (!kind || structure.unused.has(node.id)) continue;
    const wired = edgesInto(structure, node.id);
    const names = isVariadic(kind.inputs)
      ? inputPortNames(kind.inputs, []).slice(wired.size)
      : Object.keys(kind.inputs).filter((name) => !wired.has(name));
    const missing = isVariadic(kind.inputs)
      ? inputPortNames(kind.inputs, [...wired.keys()])
          .filter((name) => !wired.has(name))
          .slice(0, names.length)
      : names;
    for (const name of missing) {
      const port = inputPort(kind.inputs, name);
      const candidates = Object.keys(graph.nodes).filter((other) => {
        const type = Object.values(nodes.get(other)?.outputs ?? {})[0];
        return (
          other !== node.id &&
          edgesOutOf(structure, other).length === 0 &&
          type !== undefined &&
          port !== null &&
          portRefusal(port, type) === null
        );
      });
      diagnostics.push({
        code: 'graph/missingInput',
        severity: 'error',
        graph: graphId,
        node: node.id,
        port: name,
        message: `Nothing is connected to input ${name} of ${node.id}. Draw a wire to it.`,
        fixes: candidates.slice(0, 3).map((other) => ({
          title: `Connect ${other}`,
          edit: connect(graphId, {
            from: { node: other, port: Object.keys(nodes.get(other)?.outputs ?? {})[0] ?? 'y' },
            to: { node: node.id, port: name },
          }),
        })),
      });
    }
  }
  return diagnostics;
}

/** Reports what concerns the graph as a whole: nothing in it, no way in, several ends. */
function wholeGraph(graphId: string, graph: Graph, sinks: readonly string[]): Diagnostic[] {
  const ids = Object.keys(graph.nodes);
  const base = { graph: graphId, fixes: [] };
  if (ids.length === 0) {
    return [
      {
        ...base,
        code: 'graph/empty',
        severity: 'hint',
        node: null,
        message: 'The network is empty. Add an input, then layers.',
      },
    ];
  }
  const diagnostics: Diagnostic[] = [];
  if (!ids.some((nodeId) => graph.nodes[nodeId]?.kind === 'input')) {
    diagnostics.push({
      ...base,
      code: 'graph/noInput',
      severity: 'error',
      node: null,
      message: 'The network has no input, so no shape is known. Add an Input node and connect it.',
    });
  }
  if (sinks.length > 1) {
    for (const sink of sinks) {
      diagnostics.push({
        code: 'graph/severalOutputs',
        severity: 'warning',
        graph: graphId,
        node: sink,
        message: `The network has ${sinks.length} outputs (${sinks.join(', ')}); training compares one. Connect ${sink} further, or delete it.`,
        fixes: [{ title: `Delete ${sink}`, edit: removeNodes(graphId, [sink]) }],
      });
    }
  }
  return diagnostics;
}

/** All problems of a project: graph by graph, then those of its training settings. */
export function projectDiagnostics(analysis: ProjectAnalysis): readonly Diagnostic[] {
  return [
    ...Object.values(analysis.graphs).flatMap((graph) => graph.diagnostics),
    ...phaseDiagnostics(analysis.project, analysis),
  ];
}

/** Whether a graph has no errors, so that it can be compiled. */
export function isSound(analysis: GraphAnalysis): boolean {
  return !analysis.diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}
