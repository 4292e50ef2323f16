import type { Graph } from '../document/project';
import type { Diagnostic } from './diagnostic';
import type { NodeAnalysis } from './graphAnalysis';

/**
 * Names that stand for two things: the repetitions of `unit` are called unit1, unit2, …, so that no
 * other node, or repetition of another, may have such a name. `repeated` are the nodes with repetitions.
 */
export function pathProblems(
  graphId: string,
  graph: Graph,
  repeated: readonly NodeAnalysis[],
): readonly Diagnostic[] {
  const owners = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  for (const { node, parts } of repeated) {
    for (let place = 1; place <= (parts?.length ?? 0); place++) {
      const path = `${node.id}${place}`;
      const isNode = Object.hasOwn(graph.nodes, path) && graph.nodes[path]?.repeat === undefined;
      const other = isNode ? path : owners.get(path);
      owners.set(path, node.id);
      if (other === undefined) continue;
      diagnostics.push({
        code: 'graph/pathTaken',
        severity: 'error',
        graph: graphId,
        node: node.id,
        message: `The repetitions of ${node.id} are called ${node.id}1, ${node.id}2 and so on, but ${path} is ${isNode ? 'a node too' : `a repetition of ${other} too`}. Rename one of them.`,
        fixes: [],
      });
      break;
    }
  }
  return diagnostics;
}
