import { failure, success } from '../../base/result';
import { type Edit, graphEdit } from '../../document/edits/edit';
import type { Edge, Graph, PortReference } from '../../document/project';
import { findDataKind } from '../../kinds/training/registry';
import { withUsualMeasures } from './supervisedStep';

function changed(
  label: string,
  graphId: string,
  node: string,
  change: (graph: Graph) => Graph,
  mergeKey?: string,
): Edit {
  return graphEdit(
    label,
    graphId,
    (graph) =>
      Object.hasOwn(graph.nodes, node)
        ? success(change(graph))
        : failure(`There is no node named "${node}".`),
    mergeKey,
  );
}

function withNode(
  graph: Graph,
  id: string,
  kind: string,
  fields: Graph['nodes'][string]['fields'],
) {
  const node = graph.nodes[id];
  return node ? { ...graph, nodes: { ...graph.nodes, [id]: { ...node, kind, fields } } } : graph;
}

/**
 * Takes the examples of a step from another data set: wires of columns that it does not have leave
 * from those that take their part, and the usual measures follow.
 */
export function changeData(graphId: string, node: string, kindId: string): Edit {
  return changed(`Learn from ${kindId}`, graphId, node, (graph) => {
    const before = findDataKind(graph.nodes[node]?.kind ?? '');
    const after = findDataKind(kindId);
    const columns = after?.outputs ?? [];
    const columnFor = (port: string): string => {
      if (!after) return port;
      if (port === before?.input) return after.input;
      if (port === before?.target) return after.target;
      return columns.includes(port) ? port : after.input;
    };
    const edges = graph.edges.map(
      (edge): Edge =>
        edge.from.node === node
          ? { ...edge, from: { node, port: columnFor(edge.from.port) } }
          : edge,
    );
    return withUsualMeasures(withNode({ ...graph, edges }, node, kindId, {}));
  });
}

/** Sets fields of a data node; the usual measures follow what it then holds. */
export function changeDataFields(
  graphId: string,
  node: string,
  fields: Graph['nodes'][string]['fields'],
): Edit {
  return changed(
    `Set fields of ${node}`,
    graphId,
    node,
    (graph) => withUsualMeasures(withNode(graph, node, graph.nodes[node]?.kind ?? '', fields)),
    `fields:${graphId}:${node}`,
  );
}

/** Compares with another column: every wire of the target of a loss leaves from there. */
export function changeTarget(graphId: string, loss: string, target: PortReference): Edit {
  return changed(`Compare with ${target.port}`, graphId, loss, (graph) => {
    const before = graph.edges.find(({ to }) => to.node === loss && to.port === 'target')?.from;
    const edges = graph.edges.map((edge): Edge => {
      const isTarget =
        edge.to.port === 'target' &&
        before !== undefined &&
        edge.from.node === before.node &&
        edge.from.port === before.port;
      return isTarget ? { ...edge, from: target } : edge;
    });
    return withUsualMeasures({ ...graph, edges });
  });
}

/** Replaces the kind of a loss or an update; wires stay where the ports are the same. */
export function changePart(graphId: string, node: string, kindId: string): Edit {
  return changed(`Turn ${node} into ${kindId}`, graphId, node, (graph) =>
    withUsualMeasures(withNode(graph, node, kindId, {})),
  );
}

/** Calls another network in the place of one, wherever the step does; its wires stay. */
export function changeNetwork(graphId: string, node: string, network: string): Edit {
  return changed(`Train ${network}`, graphId, node, (graph) =>
    withNode(graph, node, `call:${network}`, graph.nodes[node]?.fields ?? {}),
  );
}
