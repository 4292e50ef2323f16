import type { ProjectAnalysis } from '../../src/analysis/graphAnalysis';
import { readFileSync } from 'node:fs';
import { bench, describe } from 'vitest';
import { analyseProject } from '../../src/analysis/analyse';
import { summarise } from '../../src/analysis/summary';
import { setFields } from '../../src/document/edits/nodeEdits';
import type { Graph, GraphNode, Project } from '../../src/document/project';
import { readProject } from '../../src/files/readProject';

const text = readFileSync('templates/convolution/vgg16.netloom', 'utf8');

function open(): Project {
  const read = readProject(text);
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

/** A chain of convolutions as long as asked for. */
function chain(length: number): Project {
  const nodes: Record<string, GraphNode> = {
    image: { id: 'image', kind: 'input', fields: { shape: [32, 32, 16] } },
  };
  const edges: Graph['edges'][number][] = [];
  let before = 'image';
  for (let index = 1; index < length; index++) {
    const id = `conv${index}`;
    nodes[id] = { id, kind: 'conv2d', fields: { filters: 16, padding: 'same' } };
    edges.push({ from: { node: before, port: 'y' }, to: { node: id, port: 'x' } });
    before = id;
  }
  return { name: 'Chain', graphs: { main: { role: 'network', nodes, edges } }, phases: [] };
}

function edited(project: Project, node: string, filters: number): Project {
  const after = setFields('main', node, { filters }).apply(project);
  if (!after.ok) throw new Error(after.error);
  return after.value;
}

function table(analysis: ProjectAnalysis): void {
  const graph = analysis.graphs.main;
  if (graph) summarise(graph, 32, 2);
}

describe('VGG-16', () => {
  const project = open();
  const before = analyseProject(project);
  let filters = 63;

  bench('from the file to shapes and tables', () => table(analyseProject(open())));

  bench('an edit of the first convolution to shapes and tables (below 16 ms wanted)', () => {
    filters = filters === 63 ? 62 : 63;
    table(analyseProject(edited(project, 'conv1_1', filters), before));
  });
});

for (const length of [1_000, 10_000]) {
  describe(`a chain of ${length} convolutions`, () => {
    const project = chain(length);
    const before = analyseProject(project);
    let filters = 15;

    bench('from scratch', () => void analyseProject(project));

    bench('an edit with local effect', () => {
      filters = filters === 15 ? 14 : 15;
      analyseProject(edited(project, `conv${length - 2}`, filters), before);
    });
  });
}

describe('10000 nodes that all lack an input', () => {
  const ids = Array.from({ length: 10_000 }, (_, index) => `add${index}`);
  const node = (id: string): GraphNode => ({ id, kind: 'add', fields: {} });
  const nodes: Record<string, GraphNode> = {
    image: { id: 'image', kind: 'input', fields: { shape: [4] } },
    ...Object.fromEntries(ids.map((id) => [id, node(id)])),
  };
  const edges = ids.map((id) => ({
    from: { node: 'image', port: 'y' },
    to: { node: id, port: 'a' },
  }));
  const project: Project = {
    name: 'Open',
    graphs: { main: { role: 'network', nodes, edges } },
    phases: [],
  };

  bench('from scratch', () => void analyseProject(project));
});
