import { failure, success } from '../../base/result';
import type { Edge, GraphNode, PortReference } from '../project';
import { type Edit, graphEdit } from './edit';

/** Whether two references name the same port. */
export function samePort(a: PortReference, b: PortReference): boolean {
  return a.node === b.node && a.port === b.port;
}

/** Whether two edges join the same ports. */
export function sameEdge(a: Edge, b: Edge): boolean {
  return samePort(a.from, b.from) && samePort(a.to, b.to);
}

/** Joins an output to an input; a wire that ended there before is replaced. */
export function connect(graphId: string, edge: Edge): Edit {
  return graphEdit(`Connect ${edge.from.node} to ${edge.to.node}`, graphId, (graph) => {
    for (const end of [edge.from, edge.to]) {
      if (!Object.hasOwn(graph.nodes, end.node))
        return failure(`There is no node named "${end.node}".`);
    }
    if (graph.edges.some((other) => sameEdge(other, edge))) return success(graph);
    const edges = graph.edges.filter((other) => !samePort(other.to, edge.to));
    return success({ ...graph, edges: [...edges, edge] });
  });
}

/** Removes wires. */
export function disconnect(graphId: string, removed: readonly Edge[]): Edit {
  const only = removed.length === 1 ? removed[0] : undefined;
  const label = only
    ? `Disconnect ${only.from.node} from ${only.to.node}`
    : `Delete ${removed.length} wires`;
  return graphEdit(label, graphId, (graph) => {
    const edges = graph.edges.filter((edge) => !removed.some((other) => sameEdge(edge, other)));
    return success(edges.length === graph.edges.length ? graph : { ...graph, edges });
  });
}

/** Puts a new node into a wire: source → node → target. */
export function insertOnEdge(
  graphId: string,
  edge: Edge,
  node: GraphNode,
  inputPort: string,
  outputPort: string,
): Edit {
  return graphEdit(`Insert ${node.id}`, graphId, (graph) => {
    if (Object.hasOwn(graph.nodes, node.id))
      return failure(`A node named "${node.id}" is there already.`);
    if (!graph.edges.some((other) => sameEdge(other, edge))) {
      return failure(`${edge.from.node} is not connected to ${edge.to.node}.`);
    }
    const edges = graph.edges.flatMap((other) =>
      sameEdge(other, edge)
        ? [
            { from: edge.from, to: { node: node.id, port: inputPort } },
            { from: { node: node.id, port: outputPort }, to: edge.to },
          ]
        : [other],
    );
    return success({ ...graph, nodes: { ...graph.nodes, [node.id]: node }, edges });
  });
}
