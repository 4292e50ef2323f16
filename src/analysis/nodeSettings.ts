import { evaluateExpression } from '../base/evaluateExpression';
import { type Expression, parseExpression } from '../base/expression';
import type { JsonValue } from '../base/jsonValue';
import { failure, type Result, success } from '../base/result';
import { type GraphNode, largestRepeat } from '../document/project';

/** The values that the names of an expression stand for. */
export type Names = Readonly<Record<string, JsonValue>>;

/** A setting of a node that could not be worked out. */
export interface SettingProblem {
  /** The field, or `repeat` or `bypass`. */
  readonly name: string;
  readonly message: string;
}

/** Whether a value is, or holds, an expression. */
export function hasExpression(value: JsonValue | undefined): boolean {
  if (typeof value === 'string') return value.startsWith('=');
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((inner) => hasExpression(inner as JsonValue));
}

const nodesWithExpressions = new WeakMap<GraphNode, boolean>();

/** Whether anything about a node depends on the arguments of its graph. */
export function dependsOnArguments(node: GraphNode): boolean {
  let known = nodesWithExpressions.get(node);
  if (known === undefined) {
    known =
      hasExpression(node.fields) ||
      hasExpression(node.repeat) ||
      hasExpression(node.bypass) ||
      hasExpression(node.scan?.steps);
    nodesWithExpressions.set(node, known);
  }
  return known;
}

const parsed = new Map<string, Result<Expression>>();

/** How many different expressions are remembered before the memory starts anew. */
const remembered = 10_000;

function expressionOf(text: string): Result<Expression> {
  let known = parsed.get(text);
  if (!known) {
    if (parsed.size > remembered) parsed.clear();
    known = parseExpression(text.slice(1));
    parsed.set(text, known);
  }
  return known;
}

/** A value with its expressions worked out. */
export function resolveValue(value: JsonValue, names: Names): Result<JsonValue> {
  if (typeof value === 'string') {
    if (!value.startsWith('=')) return success(value);
    const expression = expressionOf(value);
    return expression.ok ? evaluateExpression(expression.value, names) : expression;
  }
  if (typeof value !== 'object' || value === null || !hasExpression(value)) return success(value);
  if (Array.isArray(value)) {
    const items: JsonValue[] = [];
    for (const item of value) {
      const found = resolveValue(item as JsonValue, names);
      if (!found.ok) return found;
      items.push(found.value);
    }
    return success(items);
  }
  const entries: Record<string, JsonValue> = {};
  for (const [key, item] of Object.entries(value)) {
    const found = resolveValue(item as JsonValue, names);
    if (!found.ok) return found;
    entries[key] = found.value;
  }
  return success(entries);
}

/** The fields of a node with their expressions worked out, and the ones that could not be. */
export function resolveFields(
  fields: GraphNode['fields'],
  names: Names,
): { readonly values: GraphNode['fields']; readonly problems: readonly SettingProblem[] } {
  if (!hasExpression(fields)) return { values: fields, problems: [] };
  const values: Record<string, JsonValue> = {};
  const problems: SettingProblem[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const found = resolveValue(value, names);
    if (found.ok) values[name] = found.value;
    else problems.push({ name, message: explain(name, value, found.error) });
  }
  return { values, problems };
}

/** How much of a value a message quotes, in characters. */
const longestQuote = 80;

function explain(name: string, value: JsonValue | undefined, error: string): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return `${name} is ${text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text}: ${error}`;
}

/** How often a node stands in its chain; null when it does not say, and so stands once. */
export function resolveRepeat(node: GraphNode, names: Names): Result<number | null> {
  if (node.repeat === undefined) return success(null);
  const found = resolveValue(node.repeat, names);
  if (!found.ok) return failure(explain('repeat', node.repeat, found.error));
  const { value } = found;
  return typeof value === 'number' &&
    Number.isInteger(value) &&
    value >= 0 &&
    value <= largestRepeat
    ? success(value)
    : failure(
        `repeat is ${JSON.stringify(value)}; it must be a whole number from 0 to ${largestRepeat}.`,
      );
}

/** Whether a node lets its input through. */
export function resolveBypass(node: GraphNode, names: Names): Result<boolean> {
  if (node.bypass === undefined) return success(false);
  const found = resolveValue(node.bypass, names);
  if (!found.ok) return failure(explain('bypass', node.bypass, found.error));
  return typeof found.value === 'boolean'
    ? success(found.value)
    : failure(`bypass is ${JSON.stringify(found.value)}; it must be true or false.`);
}
