import { analyseProject } from '../../../src/analysis/analyse';
import type { GraphAnalysis } from '../../../src/analysis/graphAnalysis';
import type { GraphNode, Project } from '../../../src/document/project';
import { exampleInputs } from '../../../src/kinds/example';
import { type Example, type LayerKind, onlyOutput } from '../../../src/kinds/layerKind';
import { layerKinds } from '../../../src/kinds/registry';

/** An example of a kind as a network: inputs, then the node. */
export interface ExampleGraph {
  readonly name: string;
  readonly kind: LayerKind;
  readonly example: Example;
  readonly project: Project;
  readonly analysis: GraphAnalysis;
}

/** Every example of every kind as a network of its own. */
export const exampleGraphs: readonly ExampleGraph[] = layerKinds.flatMap((kind) =>
  kind.examples.map((example, index) => {
    const project = exampleProject(kind, example);
    const analysis = analyseProject(project).graphs.main;
    if (!analysis) throw new Error('The graph was not analysed.');
    return { name: `${kind.id} ${index + 1}`, kind, example, project, analysis };
  }),
);

function exampleProject(kind: LayerKind, example: Example): Project {
  const node: GraphNode = { id: 'node', kind: kind.id, fields: example.fields };
  const ports = Object.entries(exampleInputs(kind, example));
  const inputs = ports.map(
    ([port, { shape, dtype }]): GraphNode => ({
      id: `input_${port}`,
      kind: 'input',
      fields: { shape, dtype },
    }),
  );
  // A network that is nothing but an input has no layer to look at.
  const after: GraphNode[] = ports.length === 0 ? [{ id: 'end', kind: 'linear', fields: {} }] : [];
  const nodes = [...inputs, node, ...after];
  const wire = (from: string, to: string, port: string) => ({
    from: { node: from, port: onlyOutput },
    to: { node: to, port },
  });
  return {
    name: `An example of ${kind.title}`,
    graphs: {
      main: {
        role: 'network',
        nodes: Object.fromEntries(nodes.map((one) => [one.id, one])),
        edges: [
          ...ports.map(([port]) => wire(`input_${port}`, 'node', port)),
          ...after.map(({ id }) => wire('node', id, 'x')),
        ],
      },
    },
    phases: [],
  };
}
