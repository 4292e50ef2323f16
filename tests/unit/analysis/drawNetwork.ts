import { analyseProject } from '../../../src/analysis/analyse';
import type { GraphAnalysis } from '../../../src/analysis/graphAnalysis';
import type { Project } from '../../../src/document/project';
import { readProject } from '../../../src/files/readProject';

/** A project written as in a file: nodes as `[id, kind, fields, more]`, wires as `from → to`. */
export function drawNetwork(
  nodes: readonly (readonly [id: string, kind: string, fields?: object, more?: object])[],
  wires: readonly string[],
): Project {
  const read = readProject(
    JSON.stringify({
      netloom: 1,
      name: 'Drawn',
      graphs: {
        main: {
          role: 'network',
          nodes: nodes.map(([id, kind, fields = {}, more]) => ({ id, kind, fields, ...more })),
          edges: wires.map((wire) => {
            const [from, to] = wire.split(' → ');
            return { from, to };
          }),
        },
      },
    }),
  );
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

/** The analysis of the only graph of a project. */
export function analyseMain(project: Project): GraphAnalysis {
  return analyseProject(project).graphs.main as GraphAnalysis;
}
