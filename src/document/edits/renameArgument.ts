import { expressionNames, parseExpression } from '../../base/expression';
import type { JsonValue } from '../../base/jsonValue';
import { failure, success } from '../../base/result';
import {
  type Argument,
  blockOf,
  type Graph,
  type GraphNode,
  isArgumentName,
  type Project,
} from '../project';
import type { Edit } from './edit';

/** What an expression is made of, as far as names are concerned: texts, numbers, names, calls. */
const tokens = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\d[\w.]*|[A-Za-z_]\w*(\s*\()?/g;

/**
 * An expression with a name in it changed to another, all else as it was written. Texts in quotes
 * and functions of that name stay; an expression that cannot be read is changed as far as it can be.
 */
export function renameInExpression(text: string, name: string, newName: string): string {
  const parsed = parseExpression(text);
  if (parsed.ok && !expressionNames(parsed.value).includes(name)) return text;
  return text.replace(tokens, (token, call: string | undefined) =>
    token === name && call === undefined ? newName : token,
  );
}

/**
 * Gives an argument of a graph another name, in the expressions of the graph and in the nodes that
 * use it as a block; fails when the name is taken or not allowed.
 */
export function renameArgument(graphId: string, name: string, newName: string): Edit {
  return {
    label: `Rename the argument ${name} to ${newName}`,
    apply(project) {
      const graph = project.graphs[graphId];
      if (!graph) return failure(`There is no graph named "${graphId}".`);
      const named = graph.arguments ?? {};
      if (!Object.hasOwn(named, name)) {
        return failure(`${graphId} has no argument named "${name}".`);
      }
      if (name === newName) return success(project);
      if (!isArgumentName(newName)) {
        return failure(
          `"${newName}" cannot name an argument: use letters, digits and "_", starting with a letter, and none of index, trainable, true, false.`,
        );
      }
      if (Object.hasOwn(named, newName)) {
        return failure(`${graphId} has an argument named "${newName}" already.`);
      }
      const graphs: Record<string, Graph> = {};
      for (const [id, other] of Object.entries(project.graphs)) {
        const inside = id === graphId ? withArgumentRenamed(other, name, newName) : other;
        graphs[id] = withUsesRenamed(inside, graphId, name, newName);
      }
      return success<Project>({ ...project, graphs });
    },
  };
}

function withArgumentRenamed(graph: Graph, name: string, newName: string): Graph {
  const named: Record<string, Argument> = {};
  for (const [key, argument] of Object.entries(graph.arguments ?? {})) {
    named[key === name ? newName : key] = argument;
  }
  const inside = (value: JsonValue): JsonValue => renameInValue(value, name, newName);
  return { ...graph, arguments: named, nodes: mapNodes(graph, (node) => mapValues(node, inside)) };
}

/** A node with everything changed that may hold expressions; the same object where nothing did. */
function mapValues(node: GraphNode, change: (value: JsonValue) => JsonValue): GraphNode {
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

/** A value with a name changed in all its expressions; the same object where none has it. */
function renameInValue(value: JsonValue, name: string, newName: string): JsonValue {
  if (typeof value === 'string') {
    return value.startsWith('=') ? `=${renameInExpression(value.slice(1), name, newName)}` : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item: JsonValue) => renameInValue(item, name, newName));
    return items.every((item, place) => item === value[place]) ? value : items;
  }
  const before = Object.entries(value) as [string, JsonValue][];
  const after = before.map(([key, item]) => [key, renameInValue(item, name, newName)] as const);
  return after.every(([, item], place) => item === before[place]?.[1])
    ? value
    : Object.fromEntries(after);
}

/** A graph whose nodes that use another graph as a block give the argument by its new name. */
function withUsesRenamed(graph: Graph, block: string, name: string, newName: string): Graph {
  const nodes = mapNodes(graph, (node) => {
    if (blockOf(node.kind) !== block || !Object.hasOwn(node.fields, name)) return node;
    const { [newName]: _hidden, ...others } = node.fields;
    const fields = Object.entries(others).map(([key, value]) => [
      key === name ? newName : key,
      value,
    ]);
    return { ...node, fields: Object.fromEntries(fields) as GraphNode['fields'] };
  });
  return nodes === graph.nodes ? graph : { ...graph, nodes };
}

/** Every node changed, in the same order; the same object where none did. */
function mapNodes(graph: Graph, change: (node: GraphNode) => GraphNode): Graph['nodes'] {
  const nodes: Record<string, GraphNode> = {};
  let isChanged = false;
  for (const [id, node] of Object.entries(graph.nodes)) {
    const next = change(node);
    nodes[id] = next;
    if (next !== node) isChanged = true;
  }
  return isChanged ? nodes : graph.nodes;
}
