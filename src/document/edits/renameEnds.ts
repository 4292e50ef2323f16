import { type Graph, type GraphNode, graphUsedBy, type Project, type Scan } from '../project';

/**
 * The graphs that use a graph, told that one of its nodes is called otherwise: ports are
 * named after input and output nodes where there are several.
 */
export function withEndRenamed(
  project: Project,
  graphId: string,
  id: string,
  newId: string,
): Project['graphs'] {
  const graph = project.graphs[graphId];
  const role = graph && roleOf(graph, id);
  if (!graph || !role) return project.graphs;
  const graphs: Record<string, Graph> = {};
  for (const [key, other] of Object.entries(project.graphs)) {
    graphs[key] = inUser(other, graphId, role, id, newId);
  }
  return graphs;
}

interface Role {
  readonly side: 'from' | 'to';
  /** Whether the port has the node's name; a single one is always x or y. */
  readonly namesPort: boolean;
}

function roleOf(graph: Graph, id: string): Role | null {
  const ofKind = (kind: string): string[] =>
    Object.values(graph.nodes).flatMap((node) => (node.kind === kind ? [node.id] : []));
  const inputs = ofKind('input');
  if (inputs.includes(id)) return { side: 'to', namesPort: inputs.length > 1 };
  const named = ofKind('output');
  const sources = new Set(graph.edges.map(({ from }) => from.node));
  const targets = new Set(graph.edges.map(({ to }) => to.node));
  const ends =
    named.length > 0
      ? named
      : Object.keys(graph.nodes).filter((node) => !sources.has(node) && targets.has(node));
  return ends.includes(id) ? { side: 'from', namesPort: ends.length > 1 } : null;
}

function inUser(user: Graph, graphId: string, role: Role, id: string, newId: string): Graph {
  const blocks = new Set(
    Object.values(user.nodes).flatMap((node) =>
      graphUsedBy(node.kind)?.graph === graphId ? [node.id] : [],
    ),
  );
  if (blocks.size === 0) return user;
  const nodes: Record<string, GraphNode> = {};
  for (const [key, node] of Object.entries(user.nodes)) {
    nodes[key] =
      blocks.has(key) && node.scan ? { ...node, scan: inScan(node.scan, id, newId) } : node;
  }
  const { side, namesPort } = role;
  const edges = namesPort
    ? user.edges.map((edge) =>
        blocks.has(edge[side].node) && edge[side].port === id
          ? { ...edge, [side]: { ...edge[side], port: newId } }
          : edge,
      )
    : user.edges;
  return { ...user, nodes, edges };
}

function inScan({ feedback, whole, last, steps }: Scan, id: string, newId: string): Scan {
  const name = (old: string): string => (old === id ? newId : old);
  return {
    feedback: feedback.map((entry) => ({ ...entry, from: name(entry.from), to: name(entry.to) })),
    whole: whole.map(name),
    last: last.map(name),
    steps,
  };
}
