import type { Diagnostic } from './diagnostic';
import type { NodeAnalysis } from './graphAnalysis';
import { edgesOutOf, type GraphStructure } from './graphStructure';

/** Wires from outputs through which a bypassed node lets nothing: all but its first. */
export function bypassedOutputs(
  graphId: string,
  structure: GraphStructure,
  { node, kind }: NodeAnalysis,
): readonly Diagnostic[] {
  const [first] = kind?.outputs ?? [];
  return edgesOutOf(structure, node.id)
    .filter(({ from }) => from.port !== first)
    .map(({ from, to }) => ({
      code: 'graph/bypassedOutput',
      severity: 'error',
      graph: graphId,
      node: to.node,
      port: to.port,
      message: `${node.id} is bypassed: what arrives leaves at "${first}", and nothing at "${from.port}", from where ${to.node} takes its input ${to.port}. Connect ${to.node} to something else, or do not bypass ${node.id}.`,
      fixes: [],
    }));
}
