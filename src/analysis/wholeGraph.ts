import { removeNodes } from '../document/edits/nodeEdits';
import type { Graph } from '../document/project';
import type { Diagnostic } from './diagnostic';
import type { GraphUse } from './graphAnalysis';
import type { GraphStructure } from './graphStructure';
import { nodesByRole } from './nodesByRole';

/** How many outputs a message names. */
const namedOutputs = 5;

/**
 * Reports what concerns a graph as a whole: nothing in it, no way in, several of the `outputs` given.
 */
export function wholeGraph(
  graphId: string,
  graph: Graph,
  use: GraphUse,
  structure: GraphStructure,
  outputs: readonly string[],
): readonly Diagnostic[] {
  const { ids } = structure;
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
  const { inputs } = nodesByRole(graph, structure);
  if (use.inputs === null && inputs.length === 0) {
    diagnostics.push({
      ...base,
      code: 'graph/noInput',
      severity: 'error',
      node: null,
      message: 'The network has no input, so no shape is known. Add an Input node and connect it.',
    });
  }
  const takesPart = (nodeId: string): boolean => !structure.unused.has(nodeId);
  if (
    use.inputs === null &&
    inputs.length > 0 &&
    !inputs.some(takesPart) &&
    ids.length > structure.unused.size
  ) {
    diagnostics.push({
      ...base,
      code: 'graph/inputUnused',
      severity: 'error',
      node: inputs[0] as string,
      message: `Nothing takes ${inputs.slice(0, namedOutputs).join(', ')}, so nothing tells the network how many examples there are. Connect an input.`,
    });
  }
  // Output nodes say that several are meant.
  if (outputs.length > 1 && outputs.some((id) => graph.nodes[id]?.kind !== 'output')) {
    const more = outputs.length - namedOutputs;
    const names = outputs.slice(0, namedOutputs).join(', ') + (more > 0 ? ` and ${more} more` : '');
    for (const output of outputs) {
      diagnostics.push({
        code: 'graph/severalOutputs',
        severity: 'warning',
        graph: graphId,
        node: output,
        message: `The network has ${outputs.length} outputs (${names}); training compares one. Connect ${output} further, delete it, or mark those that are meant with Output nodes.`,
        fixes: [{ title: `Delete ${output}`, edit: removeNodes(graphId, [output]) }],
      });
    }
  }
  return diagnostics;
}
