import { blockKind } from '../analysis/blockKind';
import type { JsonValue } from '../base/jsonValue';
import { failure, type Result, success } from '../base/result';
import type { Argument, Project } from '../document/project';

/**
 * Sets arguments of a graph that runs by itself, each given as `name=value`. Shapes are written
 * `224x224x3`. Refuses names that the graph does not declare and values that do not fit.
 */
export function setArguments(
  project: Project,
  graphId: string,
  settings: readonly string[],
): Result<Project> {
  const graph = project.graphs[graphId];
  if (!graph || settings.length === 0) return success(project);
  const declared: Record<string, Argument> = { ...graph.arguments };
  const { fields } = blockKind(graphId, graph);
  for (const setting of settings) {
    const equals = setting.indexOf('=');
    const name = setting.slice(0, equals);
    if (equals < 1) {
      return failure(`"${setting}" sets no argument; write it as name=value.`);
    }
    const argument = Object.hasOwn(declared, name) ? declared[name] : undefined;
    const known = Object.keys(declared).join(', ');
    if (!argument) {
      return failure(
        known === ''
          ? `${graphId} has no arguments, so "${name}" cannot be set.`
          : `${graphId} has no argument "${name}"; its arguments are ${known}.`,
      );
    }
    const text = setting.slice(equals + 1);
    const parsed = fields[name]?.parse(readText(argument, text));
    if (!parsed?.ok) {
      return failure(`The argument ${name} cannot be "${text}": ${parsed?.error}`);
    }
    declared[name] = { ...argument, default: parsed.value as JsonValue };
  }
  const graphs = { ...project.graphs, [graphId]: { ...graph, arguments: declared } };
  return success({ ...project, graphs });
}

/** What a text stands for; one that stands for nothing of the type is left for the type to refuse. */
function readText({ type }: Argument, text: string): JsonValue {
  const number = (word: string): JsonValue =>
    word.trim() !== '' && Number.isFinite(Number(word)) ? Number(word) : word;
  switch (type) {
    case 'integer':
    case 'number':
      return number(text);
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'shape':
      return text.split(/[x×,]/).map((axis) => (axis === '?' ? null : number(axis)));
    case 'choice':
    case 'text':
      return text;
  }
}
