import { z } from 'zod';
import { failure, type Result, success } from '../../src/base/result';
import { connect } from '../../src/document/edits/edgeEdits';
import { combineEdits, type Edit } from '../../src/document/edits/edit';
import { addNodes, freeNodeId } from '../../src/document/edits/nodeEdits';
import type { Edge, Graph, GraphNode, Position } from '../../src/document/project';
import { readProject } from '../../src/files/readProject';
import { writeProject } from '../../src/files/writeProject';

/** Nodes with the wires between them, as they are copied. */
export interface CopiedNodes {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly Edge[];
}

/** Marks the text as nodes on their way, so that whole projects are not pasted by accident. */
const marked = z.looseObject({ name: z.literal('Copied nodes') });

/** Nodes of a graph and the wires between them. */
export function copyNodes(graph: Graph, ids: readonly string[]): CopiedNodes {
  const chosen = new Set(ids);
  return {
    nodes: Object.values(graph.nodes).filter((node) => chosen.has(node.id)),
    edges: graph.edges.filter(({ from, to }) => chosen.has(from.node) && chosen.has(to.node)),
  };
}

/** Copied nodes as text: a small project file, so that they can be pasted anywhere. */
export function writeCopiedNodes({ nodes, edges }: CopiedNodes): string {
  const graph: Graph = {
    role: 'network',
    nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
    edges,
  };
  return writeProject({ name: 'Copied nodes', graphs: { copied: graph }, phases: [] });
}

/** Reads copied nodes; null when the text is something else, an error when they are damaged. */
export function readCopiedNodes(text: string): Result<CopiedNodes | null> {
  if (!text.includes('"netloom"')) return success(null);
  const read = readProject(text);
  if (!read.ok) return failure(`These nodes cannot be pasted: ${read.error}`);
  const graph = read.value.graphs.copied;
  if (!marked.safeParse(read.value).success || !graph) return success(null);
  return success({ nodes: Object.values(graph.nodes), edges: graph.edges });
}

/** An edit that adds copied nodes under free names, moved by `by`, and the names they got. */
export function pasteNodes(
  graphId: string,
  graph: Graph,
  copied: CopiedNodes,
  by: Position,
  label: string,
): { readonly edit: Edit; readonly ids: readonly string[] } {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { id } of copied.nodes) {
    const free = id in graph.nodes || taken.has(id) ? freeNodeId(graph, id, taken) : id;
    names.set(id, free);
    taken.add(free);
  }
  const name = (id: string): string => names.get(id) ?? id;
  const nodes = copied.nodes.map((node) => ({
    ...node,
    id: name(node.id),
    ...(node.position
      ? { position: { x: node.position.x + by.x, y: node.position.y + by.y } }
      : {}),
  }));
  const inside = copied.edges.filter(({ from, to }) => names.has(from.node) && names.has(to.node));
  const edges = inside.map(({ from, to }) =>
    connect(graphId, {
      from: { ...from, node: name(from.node) },
      to: { ...to, node: name(to.node) },
    }),
  );
  return {
    edit: combineEdits(label, [addNodes(graphId, nodes), ...edges]),
    ids: nodes.map(({ id }) => id),
  };
}
