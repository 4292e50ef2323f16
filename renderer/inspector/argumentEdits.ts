import type { Diagnostic } from '../../src/analysis/diagnostic';
import type { GraphAnalysis, ProjectAnalysis } from '../../src/analysis/graphAnalysis';
import type { JsonValue } from '../../src/base/jsonValue';
import { type Argument, blockKindId, type Graph } from '../../src/document/project';

/** The types of arguments as the form calls them. */
export const argumentTypeLabels: Readonly<Record<Argument['type'], string>> = {
  integer: 'whole number',
  number: 'number',
  boolean: 'on or off',
  choice: 'choice',
  shape: 'shape',
  text: 'text',
};

/** What a new argument is. */
export const newArgument: Argument = { type: 'integer', default: 1, min: 1 };

/** A name that no argument of a graph has: `argument1`, `argument2`, … */
export function freeArgumentName({ arguments: named = {} }: Graph): string {
  for (let number = 1; ; number++) {
    const name = `argument${number}`;
    if (!Object.hasOwn(named, name)) return name;
  }
}

/** An argument turned into one of another type, its default kept as far as it means something there. */
export function withType(argument: Argument, type: Argument['type']): Argument {
  const { default: before, label, help, min, max, options } = argument;
  const about = {
    ...(label === undefined ? {} : { label }),
    ...(help === undefined ? {} : { help }),
  };
  const bounds = {
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  };
  const number = typeof before === 'boolean' ? 1 : Number(before);
  switch (type) {
    case 'integer':
      return {
        type,
        default: Number.isFinite(number) ? Math.round(number) : 1,
        ...about,
        ...bounds,
      };
    case 'number':
      return { type, default: Number.isFinite(number) ? number : 1, ...about, ...bounds };
    case 'boolean':
      return { type, default: before === true, ...about };
    case 'shape':
      return { type, default: shapeFrom(before), ...about };
    case 'text':
      return { type, default: textFrom(before), ...about };
    case 'choice': {
      const offered =
        options && options.length > 0 ? options : [textFrom(before) || 'first', 'other'];
      const chosen = offered.includes(textFrom(before)) ? textFrom(before) : (offered[0] ?? '');
      return { type, default: chosen, ...about, options: [...new Set(offered)] };
    }
  }
}

function shapeFrom(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value;
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? [value] : [1];
}

function textFrom(value: JsonValue): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** A choice with other options; its default stays one of them. */
export function withOptions(argument: Argument, text: string): Argument {
  const options = [...new Set(text.split(',').map((option) => option.trim()))].filter(Boolean);
  const isOffered = options.includes(String(argument.default));
  return { ...argument, options, default: isOffered ? argument.default : (options[0] ?? '') };
}

/** An argument with a text or a bound of it changed; null takes it away. */
export function withPart<Part extends 'label' | 'help' | 'min' | 'max'>(
  argument: Argument,
  part: Part,
  value: Argument[Part] | null,
): Argument {
  const next: Record<string, unknown> = { ...argument };
  if (value === null) delete next[part];
  else next[part] = value;
  return next as unknown as Argument;
}

/** The codes of what goes wrong when an argument is missing or has a value that does not fit. */
const argumentCodes: ReadonlySet<string> = new Set([
  'graph/invalidArgument',
  'graph/invalidExpression',
  'graph/invalidRepeat',
  'graph/invalidBypass',
]);

/**
 * The problems that have to do with a graph's arguments: of the arguments themselves, of expressions
 * in the graph, and of nodes elsewhere that set arguments which are not there.
 */
export function argumentDiagnostics(
  project: ProjectAnalysis,
  analysis: GraphAnalysis,
): readonly Diagnostic[] {
  const inside = analysis.diagnostics.filter(({ code }) => argumentCodes.has(code));
  const kind = blockKindId(analysis.id);
  const outside = Object.values(project.graphs).flatMap(({ diagnostics, graph }) =>
    diagnostics.filter(
      ({ code, node }) =>
        (code === 'graph/unknownField' || code === 'graph/invalidField') &&
        node !== null &&
        graph.nodes[node]?.kind === kind,
    ),
  );
  return [...inside, ...outside];
}
