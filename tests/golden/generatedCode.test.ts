import { describe, expect, it } from 'vitest';
import packageManifest from '../../package.json';
import { analyseProject } from '../../src/analysis/analyse';
import type { GraphAnalysis } from '../../src/analysis/graphAnalysis';
import { formatCode } from '../../src/codegen/tfjs-ts/formatCode';
import { generateModel, modelProblems } from '../../src/codegen/tfjs-ts/generateModel';
import { generateProject } from '../../src/codegen/tfjs-ts/generateProject';
import { exampleSteps } from '../contracts/codegen/exampleSteps';
import { sourceText } from '../contracts/codegen/sources';
import { templateProjects } from './templateProjects';

// A new version of a package is no change of the generator.
const versions = Object.fromEntries(
  Object.keys({ ...packageManifest.dependencies, ...packageManifest.devDependencies }).map(
    (name) => [name, '0.0.0'],
  ),
);

/** Files that are written for a project, not shipped as they are: those at its top. */
const isWritten = (file: string): boolean =>
  !file.includes('/') &&
  ![
    '.gitignore',
    'commandLine.ts',
    'mnistFolder.ts',
    'nodeFiles.ts',
    'tsconfig.json',
    'weights.ts',
  ].includes(file);

/** Templates whose files are kept, one for each thing that code may hold. */
const kept = [
  'convolution/lenet5',
  'convolution/resnet50',
  'convolution/ten-filters',
  'convolution/uneven-stride',
  'examples/lstm-gates',
  'examples/memory-read',
  'neurons/perceptron',
  'neurons/playground',
  'segmentation/unet',
];
const keptProjects = templateProjects.filter(({ name }) => kept.includes(name));

describe.each(keptProjects)('the project of $name', ({ name, project, analysis }) => {
  it('is what it was', async () => {
    const id = 'main';
    const graph = analysis.graphs[id] as GraphAnalysis;
    const place = `expected/${name}/${id}`;
    const { code } = generateModel(graph, { project: project.name });
    await expect(code).toMatchFileSnapshot(`${place}/model.ts.txt`);
    const generated = await generateProject(project, analysis, id, {
      source: sourceText,
      versions,
    });
    // Drawings that are wrong on purpose have only the comment.
    expect(generated.ok).toBe(modelProblems(graph).length === 0);
    if (!generated.ok) return;
    expect(generated.value['model.ts']).toBe(code);
    for (const [file, text] of Object.entries(generated.value)) {
      if (file.endsWith('.ts') && isWritten(file)) expect(await formatCode(text)).toBe(text);
      if (isWritten(file)) await expect(text).toMatchFileSnapshot(`${place}/${file}.txt`);
    }
    expect(Object.keys(generated.value).join('\n')).toMatchSnapshot('files');
  });
});

describe.each(Object.entries(exampleSteps))('the training step %s', (name, project) => {
  it('is what it was', async () => {
    const [network = ''] = Object.keys(project.graphs);
    const generated = await generateProject(project, analyseProject(project), network, {
      source: sourceText,
      versions,
    });
    if (!generated.ok) throw new Error(generated.error);
    const kept = Object.entries(generated.value).filter(
      ([file]) => isWritten(file) && /^(data|train|.*Step)\.ts$/.test(file),
    );
    expect(kept.length).toBeGreaterThanOrEqual(3);
    for (const [file, text] of kept) {
      expect(await formatCode(text)).toBe(text);
      await expect(text).toMatchFileSnapshot(`expected/steps/${name}/${file}.txt`);
    }
  });
});

describe.each(templateProjects)('the code of $name', ({ project, analysis }) => {
  const graphs = Object.values(analysis.graphs)
    .filter(({ graph }) => graph.role === 'network')
    .map((graph) => ({ graph, id: graph.id }));

  it.each(graphs)('says where each node of graph $id is', ({ graph }) => {
    const { code, lines } = generateModel(graph, { project: project.name });
    const rows = code.split('\n');
    for (const [node, { first, last }] of lines) {
      const part = rows.slice(first - 1, last).join('\n');
      if (graph.graph.nodes[node]?.weightsOf === undefined) {
        expect(part).toMatch(new RegExp(`['\`]${node}(\\d+|\\$\\{index\\})?['\`]`));
      }
      expect(part.match(/^ {2}(const|let) /gm)?.length).toBeGreaterThan(0);
      expect(part).toMatch(/[;}]$/);
    }
    // Output nodes name results and are no layers; neither are nodes that let through.
    const layers = [...graph.nodes.values()].filter(
      ({ node, bypassed }) => node.kind !== 'output' && !bypassed,
    );
    const expected = modelProblems(graph).length > 0 ? 0 : layers.length;
    expect(lines.size).toBe(expected - (expected > 0 ? graph.structure.unused.size : 0));
  });

  it.each(graphs)('is laid out as Prettier would, graph $id', async ({ graph }) => {
    const { code } = generateModel(graph, { project: project.name });
    expect(await formatCode(code)).toBe(code);
  });
});
