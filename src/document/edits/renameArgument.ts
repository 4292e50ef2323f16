import { expressionNames, parseExpression } from '../../base/expression';
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
import { mapExpressions, replaceNames } from './nodeExpressions';

/**
 * An expression with a name in it changed to another, all else as it was written. Texts in quotes
 * and functions of that name stay; an expression that cannot be read is changed as far as it can be.
 */
export function renameInExpression(text: string, name: string, newName: string): string {
  const parsed = parseExpression(text);
  if (parsed.ok && !expressionNames(parsed.value).includes(name)) return text;
  return replaceNames(text, (found) => (found === name ? newName : found));
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
  const inside = (text: string): string => `=${renameInExpression(text, name, newName)}`;
  const nodes = mapNodes(graph, (node) => mapExpressions(node, inside));
  return { ...graph, arguments: named, nodes };
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
