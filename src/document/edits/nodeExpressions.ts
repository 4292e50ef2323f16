import type { JsonValue } from '../../base/jsonValue';
import type { GraphNode } from '../project';

/** What an expression is made of, as far as names are concerned: texts, numbers, names, calls. */
const tokens = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\d[\w.]*|[A-Za-z_]\w*(\s*\()?/g;

/** An expression with other texts in the places of its names; functions and texts in quotes stay. */
export function replaceNames(text: string, change: (name: string) => string): string {
  return text.replace(tokens, (token, call: string | undefined) =>
    call === undefined && /^[A-Za-z_]/.test(token) ? change(token) : token,
  );
}

/**
 * A node with its expressions changed, in fields and settings; `changeText` is given each without its
 * `=` and gives what stands there then. The same object where nothing changed.
 */
export function mapExpressions(
  node: GraphNode,
  changeText: (text: string) => JsonValue,
): GraphNode {
  const change = (value: JsonValue): JsonValue => mapValue(value, changeText);
  const fields = change(node.fields as JsonValue) as GraphNode['fields'];
  const repeat = node.repeat === undefined ? undefined : change(node.repeat);
  const bypass = node.bypass === undefined ? undefined : change(node.bypass);
  const steps = node.scan ? change(node.scan.steps) : undefined;
  if (
    fields === node.fields &&
    repeat === node.repeat &&
    bypass === node.bypass &&
    steps === node.scan?.steps
  ) {
    return node;
  }
  return {
    ...node,
    fields,
    ...(repeat === undefined ? {} : { repeat: repeat as number | string }),
    ...(bypass === undefined ? {} : { bypass: bypass as boolean | string }),
    ...(node.scan ? { scan: { ...node.scan, steps: steps as number | string | null } } : {}),
  };
}

/** A value with all its expressions changed; the same object where none was. */
function mapValue(value: JsonValue, change: (text: string) => JsonValue): JsonValue {
  if (typeof value === 'string') return value.startsWith('=') ? change(value.slice(1)) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item: JsonValue) => mapValue(item, change));
    return items.every((item, place) => item === value[place]) ? value : items;
  }
  const before = Object.entries(value) as [string, JsonValue][];
  const after = before.map(([key, item]) => [key, mapValue(item, change)] as const);
  return after.every(([, item], place) => item === before[place]?.[1])
    ? value
    : Object.fromEntries(after);
}
