import { readFileSync } from 'node:fs';
import { analyseProject } from '../../../src/analysis/analyse';
import type { Diagnostic } from '../../../src/analysis/diagnostic';
import type { GraphAnalysis, ProjectAnalysis } from '../../../src/analysis/graphAnalysis';
import { graphTotals } from '../../../src/analysis/graphTotals';
import type { JsonValue } from '../../../src/base/jsonValue';
import type { Project } from '../../../src/document/project';
import { readProject } from '../../../src/files/readProject';

/** A template as it is when it was just opened, and what is known about it. */
export interface OpenTemplate {
  readonly project: Project;
  readonly analysis: ProjectAnalysis;
  /** The network asked for. */
  readonly network: GraphAnalysis;
  /** Numbers in the weights of the network. */
  readonly parameters: number;
  /** Those that training changes. */
  readonly trainable: number;
  /** What would stop or worry a user: errors and warnings of all graphs, as `graph/node: code`. */
  readonly problems: readonly string[];
  /** Length of its file in bytes. */
  readonly fileBytes: number;
}

/**
 * Opens a template by folder and name (`convolution/vgg`) as a user would, after setting arguments of
 * its network `graph` to `values`. Throws for a template that cannot be read or has no such argument.
 */
export function openTemplate(
  name: string,
  values: Readonly<Record<string, JsonValue>> = {},
  graph = 'main',
): OpenTemplate {
  const text = readFileSync(`templates/${name}.netloom`, 'utf8');
  const read = readProject(text);
  if (!read.ok) throw new Error(`${name}: ${read.error}`);
  const project = withArguments(read.value, graph, values);
  const analysis = analyseProject(project);
  const network = analysis.graphs[graph];
  if (!network) throw new Error(`${name} has no graph ${graph}.`);
  const { costs } = graphTotals(network);
  return {
    project,
    analysis,
    network,
    parameters: costs.parameters,
    trainable: costs.trainableParameters,
    problems: Object.values(analysis.graphs).flatMap(({ diagnostics }) => worries(diagnostics)),
    fileBytes: Buffer.byteLength(text),
  };
}

function worries(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics
    .filter(({ severity }) => severity !== 'hint')
    .map(({ graph, node, code }) => `${graph}/${node}: ${code}`);
}

/** A project whose network runs with other values of its arguments. */
function withArguments(
  project: Project,
  graphId: string,
  values: Readonly<Record<string, JsonValue>>,
): Project {
  const graph = project.graphs[graphId];
  if (!graph) throw new Error(`${project.name} has no graph ${graphId}.`);
  const given = { ...graph.arguments };
  for (const [name, value] of Object.entries(values)) {
    const argument = given[name];
    if (!argument) throw new Error(`${project.name}: ${graphId} has no argument ${name}.`);
    given[name] = { ...argument, default: value };
  }
  return {
    ...project,
    graphs: { ...project.graphs, [graphId]: { ...graph, arguments: given } },
  };
}
