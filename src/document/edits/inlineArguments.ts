import { evaluateExpression } from '../../base/evaluateExpression';
import { expressionNames, parseExpression } from '../../base/expression';
import type { JsonValue } from '../../base/jsonValue';
import type { Graph, GraphNode } from '../project';
import { mapExpressions, replaceNames } from './nodeExpressions';

/**
 * A node of a block with the values in it that one use gives the arguments: `=4*filters` becomes 256
 * where filters is 64, and `=4*(width)` where it is `=width` there. What the use leaves out has its
 * default.
 */
export function withArgumentsIn(
  node: GraphNode,
  { arguments: declared = {} }: Graph,
  given: GraphNode['fields'],
): GraphNode {
  const valueIn = (name: string): JsonValue | undefined => {
    if (!Object.hasOwn(declared, name)) return undefined;
    return Object.hasOwn(given, name) ? given[name] : declared[name]?.default;
  };
  return mapExpressions(node, (text) => {
    const alone = valueIn(text.trim());
    if (alone !== undefined) return alone;
    const filled = replaceNames(text, (name) => {
      const value = valueIn(name);
      return value === undefined ? name : written(value);
    });
    const parsed = parseExpression(filled);
    if (!parsed.ok || expressionNames(parsed.value).length > 0) return `=${filled}`;
    const worked = evaluateExpression(parsed.value, {});
    return worked.ok ? worked.value : `=${filled}`;
  });
}

/** A value as it is written in an expression. */
function written(value: JsonValue): string {
  if (typeof value === 'string') {
    return value.startsWith('=') ? `(${value.slice(1)})` : JSON.stringify(value);
  }
  if (typeof value === 'number') return value < 0 ? `(${value})` : String(value);
  return Array.isArray(value) ? `[${value.map(written).join(', ')}]` : String(value);
}
