import { readFileSync } from 'node:fs';
import { bench, describe } from 'vitest';
import { analyseProject } from '../../src/analysis/analyse';
import type { ProjectAnalysis } from '../../src/analysis/graphAnalysis';
import { summarise } from '../../src/analysis/summary';
import { setFields } from '../../src/document/edits/nodeEdits';
import type { Graph, GraphNode, Project } from '../../src/document/project';
import { readProject } from '../../src/files/readProject';

/** Enough runs for the fastest to be undisturbed by what else the machine does: read `min`. */
const usual = { iterations: 20, time: 1_000, warmupTime: 500 };
/** The same for what takes seconds. */
const few = { iterations: 5, time: 0, warmupIterations: 1, warmupTime: 0 };

function open(file: string): Project {
  const read = readProject(readFileSync(file, 'utf8'));
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

/** The same project as if it had just been read: nothing is remembered of it. */
function unseen({ graphs, ...project }: Project): Project {
  return { ...project, graphs: { ...graphs, main: { ...(graphs.main as Graph) } } };
}

describe('from the file to complete tables (below 30 ms wanted)', () => {
  for (const file of [
    'convolution/vgg16',
    'convolution/resnet50',
    'convolution/resnet152',
    'attention/bert',
  ]) {
    bench(file, () => table(analyseProject(open(`templates/${file}.netloom`))), usual);
  }
});

describe('VGG-16', () => {
  const project = open('templates/convolution/vgg16.netloom');
  const before = analyseProject(project);
  let filters = 63;

  bench('an edit of the first convolution to shapes and tables (below 16 ms wanted)', () => {
    filters = filters === 63 ? 62 : 63;
    table(analyseProject(edited(project, 'conv1_1', filters), before));
  });
});

describe('ResNet-152', () => {
  const project = open('templates/convolution/resnet152.netloom');
  const before = analyseProject(project);
  let filters = 63;

  bench('an edit of the first convolution to shapes and tables', () => {
    filters = filters === 63 ? 62 : 63;
    table(analyseProject(edited(project, 'conv1', filters), before));
  });
});

/** What is wanted of 10,000 nodes; the other lengths show how the time grows. */
const wanted = {
  scratch: ' (below 300 ms wanted at 10,000)',
  edit: ' (below 5 ms wanted at 10,000)',
};

for (const length of [1_000, 10_000, 100_000]) {
  describe(`a chain of ${length.toLocaleString('en-US')} convolutions`, () => {
    const project = chain(length);
    const before = analyseProject(project);
    const options = length > 10_000 ? few : usual;
    let filters = 15;

    bench(
      `from scratch to complete tables${wanted.scratch}`,
      () => table(analyseProject(unseen(project))),
      options,
    );

    bench(
      `an edit with local effect, made and analysed${wanted.edit}`,
      () => {
        filters = filters === 15 ? 14 : 15;
        analyseProject(edited(project, `conv${length - 2}`, filters), before);
      },
      options,
    );

    let current = project;
    let analysis = before;
    bench(
      'the same to complete tables, one edit after the other',
      () => {
        filters = filters === 15 ? 14 : 15;
        current = edited(current, `conv${length - 2}`, filters);
        analysis = analyseProject(current, analysis);
        table(analysis);
      },
      options,
    );

    bench(
      'the same, and all of its nodes read, as the canvas does',
      () => {
        filters = filters === 15 ? 14 : 15;
        const after = edited(project, `conv${length - 2}`, filters);
        analyseProject(after, before);
        return void after.graphs.main?.nodes;
      },
      options,
    );
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
