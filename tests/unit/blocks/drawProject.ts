import { analyseProject } from '../../../src/analysis/analyse';
import type { GraphAnalysis } from '../../../src/analysis/graphAnalysis';
import { summarise } from '../../../src/analysis/summary';
import type { Project } from '../../../src/document/project';
import { readProject } from '../../../src/files/readProject';

/** A node as `[id, kind, fields, settings]`; wires as `from → to`. */
export interface DrawnGraph {
  readonly arguments?: object;
  readonly nodes: readonly (readonly [string, string, object?, object?])[];
  readonly wires: readonly string[];
}

/** A project of several graphs, written as in a file. */
export function drawProject(graphs: Readonly<Record<string, DrawnGraph>>): Project {
  const read = readProject(
    JSON.stringify({
      netloom: 1,
      name: 'Drawn',
      graphs: Object.fromEntries(
        Object.entries(graphs).map(([id, graph]) => [
          id,
          {
            ...(graph.arguments ? { arguments: graph.arguments } : {}),
            nodes: graph.nodes.map(([node, kind, fields = {}, more = {}]) => ({
              id: node,
              kind,
              fields,
              ...more,
            })),
            edges: graph.wires.map((wire) => {
              const [from, to] = wire.split(' → ');
              return { from, to };
            }),
          },
        ]),
      ),
    }),
  );
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

/** The analysis of the graph `main`. */
export function mainOf(project: Project): GraphAnalysis {
  return analyseProject(project).graphs.main as GraphAnalysis;
}

/** Every problem of a project, as `graph/node: code`. */
export function problemsOf(project: Project): readonly string[] {
  return Object.values(analyseProject(project).graphs).flatMap((graph) =>
    graph.diagnostics
      .filter(({ severity }) => severity !== 'hint')
      .map(({ graph: place, node, code }) => `${place}/${node}: ${code}`),
  );
}

/** The rows of a table as `path shape parameters`. */
export function rowsOf(project: Project): readonly string[] {
  return summarise(mainOf(project), 1, 0).rows.map(
    ({ node, output, parameters }) => `${node} ${output?.join('×')} ${parameters}`,
  );
}

/** An argument of whole numbers. */
export const integer = (value: number) => ({ type: 'integer', default: value });

/** dense(width) → relu, with `width` an argument. */
export const pair: DrawnGraph = {
  arguments: { width: integer(4) },
  nodes: [
    ['x', 'input', { shape: [8] }],
    ['dense', 'dense', { units: '=width' }],
    ['relu', 'relu'],
  ],
  wires: ['x → dense', 'dense → relu'],
};

/** A graph whose nodes follow each other, after an input of 8 numbers. */
export const through = (...nodes: DrawnGraph['nodes']): DrawnGraph => {
  const ids = ['image', ...nodes.map(([id]) => id)];
  return {
    nodes: [['image', 'input', { shape: [8] }], ...nodes],
    wires: ids.slice(1).map((id, place) => `${ids[place]} → ${id}`),
  };
};
