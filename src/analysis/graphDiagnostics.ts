import type { Graph } from '../document/project';
import { argumentProblems } from './blockKind';
import { bypassedOutputs } from './bypassedOutputs';
import type { Diagnostic } from './diagnostic';
import type { GraphUse, NodeAnalysis } from './graphAnalysis';
import type { GraphStructure } from './graphStructure';
import { withUnitsFix } from './lossDiagnostics';
import { missingInputs } from './missingInputs';
import { notedNodes } from './notedNodes';
import { pathProblems } from './pathProblems';
import { sharingProblems } from './sharing';
import { stepDiagnostics } from './stepDiagnostics';
import { wholeGraph } from './wholeGraph';

/** All problems of a graph: its arguments, its wiring, its nodes in file order, what is missing, the whole. */
export function graphDiagnostics(
  graphId: string,
  graph: Graph,
  use: GraphUse,
  structure: GraphStructure,
  nodes: ReadonlyMap<string, NodeAnalysis>,
  outputs: readonly string[],
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = argumentProblems(graph).map((message) => ({
    code: 'graph/invalidArgument',
    severity: 'error',
    graph: graphId,
    node: null,
    message,
    fixes: [],
  }));
  for (const diagnostic of structure.diagnostics) diagnostics.push(diagnostic);
  const sharers: NodeAnalysis[] = [];
  const repeated: NodeAnalysis[] = [];
  for (const nodeId of notedNodes(structure, nodes)) {
    const node = nodes.get(nodeId) as NodeAnalysis;
    for (const diagnostic of node.diagnostics) diagnostics.push(diagnostic);
    if (node.node.weightsOf !== undefined) sharers.push(node);
    if (node.parts) repeated.push(node);
    if (node.bypassed) {
      for (const diagnostic of bypassedOutputs(graphId, structure, node)) {
        diagnostics.push(diagnostic);
      }
    }
  }
  for (const diagnostic of pathProblems(graphId, graph, repeated)) diagnostics.push(diagnostic);
  for (const diagnostic of sharingProblems(graphId, sharers, nodes, structure))
    diagnostics.push(diagnostic);
  const missing = missingInputs(graphId, structure, nodes);
  for (const diagnostic of missing) diagnostics.push(diagnostic);
  // While a wire is missing, an open end is where it will start rather than an output.
  const ends = missing.length > 0 || use.inputs !== null ? [] : outputs;
  if (graph.role === 'trainingStep') {
    const parts = { id: graphId, graph, structure, nodes };
    return [
      ...diagnostics.map((diagnostic) => withUnitsFix(parts, diagnostic)),
      ...stepDiagnostics(parts),
    ];
  }
  for (const diagnostic of wholeGraph(graphId, graph, use, structure, ends)) {
    diagnostics.push(diagnostic);
  }
  return diagnostics;
}
