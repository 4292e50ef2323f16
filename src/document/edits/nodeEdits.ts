import { type JsonValue, sameJson } from '../../base/jsonValue';
import { failure, success } from '../../base/result';
import { nodeOf, withNodes } from '../lineage';
import {
  type Graph,
  type GraphNode,
  graphUsedBy,
  identifierRule,
  isIdentifier,
  type Position,
  type Project,
} from '../project';
import { type Edit, graphEdit } from './edit';
import { phaseWithNamesChanged, withNamesChanged, withPartRenamed } from './learnerNames';
import { withEndRenamed } from './renameEnds';

/**
 * Wherever a name is taken, the next free one: `conv1`, `conv2`, …; `relu` becomes `relu1`. What
 * cannot name a node becomes `node1`.
 */
export function freeNodeId(graph: Graph, wanted: string, alsoTaken?: ReadonlySet<string>): string {
  // Cut so that a number fits behind it.
  const cut = wanted.replace(/\d+$/, '').slice(0, 70);
  const stem = isIdentifier(cut) ? cut : 'node';
  const isFree = (id: string): boolean => !Object.hasOwn(graph.nodes, id) && !alsoTaken?.has(id);
  if (isIdentifier(wanted) && wanted !== stem && isFree(wanted)) return wanted;
  for (let number = 1; ; number++) {
    const id = `${stem}${number}`;
    if (isFree(id)) return id;
  }
}

/** Adds nodes, wires between them left to other edits; fails when an id is taken or not allowed. */
export function addNodes(graphId: string, nodes: readonly GraphNode[]): Edit {
  const label = nodes.length === 1 ? `Add ${nodes[0]?.id}` : `Add ${nodes.length} nodes`;
  return graphEdit(label, graphId, (graph) => {
    const next: Record<string, GraphNode> = { ...graph.nodes };
    for (const node of nodes) {
      if (!isIdentifier(node.id)) {
        return failure(`"${node.id}" cannot name a node: use ${identifierRule}.`);
      }
      if (Object.hasOwn(next, node.id))
        return failure(`A node named "${node.id}" is there already.`);
      next[node.id] = node;
    }
    return success({ ...graph, nodes: next });
  });
}

/**
 * Removes nodes and their wires. With `heal`, a removed node that has one wire in and any number out
 * leaves its neighbours joined, so that deleting from a chain keeps the chain.
 */
export function removeNodes(graphId: string, ids: readonly string[], heal = false): Edit {
  const label = ids.length === 1 ? `Delete ${ids[0]}` : `Delete ${ids.length} nodes`;
  return graphEdit(label, graphId, (graph) => {
    const removed = new Set(ids.filter((id) => Object.hasOwn(graph.nodes, id)));
    if (removed.size === 0) return success(graph);
    const nodes: Record<string, GraphNode> = {};
    for (const [id, node] of Object.entries(graph.nodes)) if (!removed.has(id)) nodes[id] = node;
    let edges = graph.edges;
    if (heal) {
      for (const id of removed) {
        const incoming = edges.filter((edge) => edge.to.node === id);
        const source = incoming.length === 1 ? incoming[0]?.from : undefined;
        if (source && source.node !== id) {
          edges = edges.map((edge) => (edge.from.node === id ? { ...edge, from: source } : edge));
        }
      }
    }
    edges = edges.filter((edge) => !removed.has(edge.from.node) && !removed.has(edge.to.node));
    return success({ ...graph, nodes, edges });
  });
}

/** Sets fields of a node; a value of undefined removes the field, so that its default holds again. */
export function setFields(
  graphId: string,
  id: string,
  values: Readonly<Record<string, JsonValue | undefined>>,
): Edit {
  const names = Object.keys(values);
  return graphEdit(
    `Set ${names.join(', ')} of ${id}`,
    graphId,
    (graph) => {
      const node = nodeOf(graph, id);
      if (!node) return failure(`There is no node named "${id}".`);
      const fields: Record<string, JsonValue> = { ...node.fields };
      for (const [name, value] of Object.entries(values)) {
        if (value === undefined) delete fields[name];
        else fields[name] = value;
      }
      if (sameJson(fields, node.fields)) return success(graph);
      return success(withNodes(graph, [{ ...node, fields }]));
    },
    `fields:${graphId}:${id}:${names.join(',')}`,
  );
}

/** What a node can be told beside its fields; see `GraphNode`. */
export type NodeSettings = Pick<
  GraphNode,
  'repeat' | 'sharedWeights' | 'bypass' | 'weightsOf' | 'scan'
>;

/** Sets how a node is repeated, bypassed, scanned or shares weights; undefined takes a setting away. */
export function setNodeSettings(
  graphId: string,
  id: string,
  settings: { readonly [Name in keyof NodeSettings]?: NodeSettings[Name] | undefined },
): Edit {
  const names = Object.keys(settings);
  return graphEdit(
    `Set ${names.join(', ')} of ${id}`,
    graphId,
    (graph) => {
      const node = nodeOf(graph, id);
      if (!node) return failure(`There is no node named "${id}".`);
      const next: Record<string, unknown> = { ...node };
      for (const [name, value] of Object.entries(settings)) {
        if (value === undefined) delete next[name];
        else next[name] = value;
      }
      if (sameJson(next as never, node as never)) return success(graph);
      return success(withNodes(graph, [next as unknown as GraphNode]));
    },
    `settings:${graphId}:${id}:${names.join(',')}`,
  );
}

/** Moves nodes to new positions. */
export function moveNodes(graphId: string, positions: Readonly<Record<string, Position>>): Edit {
  const ids = Object.keys(positions);
  return graphEdit(
    ids.length === 1 ? `Move ${ids[0]}` : `Move ${ids.length} nodes`,
    graphId,
    (graph) => {
      const moved = Object.entries(positions).flatMap(([id, position]) => {
        const node = nodeOf(graph, id);
        const isThere = node?.position?.x === position.x && node.position.y === position.y;
        return node && !isThere ? [{ ...node, position }] : [];
      });
      return success(moved.length > 0 ? withNodes(graph, moved) : graph);
    },
    `move:${graphId}:${ids.join(',')}`,
  );
}

/**
 * Gives a node another id, in its wires too, and in graphs that use its graph as a block; fails when
 * the id is taken or not allowed.
 */
export function renameNode(graphId: string, id: string, newId: string): Edit {
  const label = `Rename ${id} to ${newId}`;
  const inGraph = graphEdit(label, graphId, (graph) => {
    if (id === newId) return success(graph);
    if (!Object.hasOwn(graph.nodes, id)) return failure(`There is no node named "${id}".`);
    if (!isIdentifier(newId))
      return failure(`"${newId}" cannot name a node: use ${identifierRule}.`);
    if (Object.hasOwn(graph.nodes, newId))
      return failure(`A node named "${newId}" is there already.`);
    const nodes: Record<string, GraphNode> = {};
    for (const [key, node] of Object.entries(graph.nodes)) {
      if (key === id) nodes[newId] = { ...node, id: newId };
      else nodes[key] = node.weightsOf === id ? { ...node, weightsOf: newId } : node;
    }
    const edges = graph.edges.map((edge) => ({
      from: edge.from.node === id ? { ...edge.from, node: newId } : edge.from,
      to: edge.to.node === id ? { ...edge.to, node: newId } : edge.to,
    }));
    return success({ ...graph, nodes, edges });
  });
  return {
    label,
    apply(project) {
      const renamed = inGraph.apply(project);
      if (!renamed.ok || renamed.value === project) return renamed;
      const graphs = withEndRenamed(project, graphId, id, newId);
      const graph = renamed.value.graphs[graphId] as Graph;
      const after = { ...renamed.value, graphs: { ...graphs, [graphId]: graph } };
      return success(withLearnerRenamed(after, graphId, id, newId));
    },
  };
}

/** A project whose training steps and phases follow a node that was renamed. */
function withLearnerRenamed(project: Project, graphId: string, id: string, newId: string): Project {
  const own = project.graphs[graphId] as Graph;
  const graphs: Record<string, Graph> = { ...project.graphs };
  if (own.role === 'trainingStep') {
    // A trainable tensor is known by its node.
    const nodes: Record<string, GraphNode> = {};
    for (const [key, node] of Object.entries(own.nodes)) {
      nodes[key] = withNamesChanged(node, id, newId);
    }
    graphs[graphId] = { ...own, nodes };
    const phases = project.phases.map((phase) =>
      phase.step === graphId ? phaseWithNamesChanged(phase, id, newId) : phase,
    );
    return { ...project, graphs, phases };
  }
  const isTrained = ({ nodes }: Graph): boolean =>
    Object.values(nodes).some(({ kind }) => graphUsedBy(kind)?.graph === graphId);
  const steps = Object.keys(graphs).filter(
    (key) => graphs[key]?.role === 'trainingStep' && isTrained(graphs[key]),
  );
  if (steps.length === 0) return project;
  for (const key of steps) {
    graphs[key] = withPartRenamed(graphs[key] as Graph, graphId, id, newId);
  }
  const phases = project.phases.map((phase) =>
    phaseWithNamesChanged(phase, `${graphId}/${id}`, `${graphId}/${newId}`),
  );
  return { ...project, graphs, phases };
}

/** Replaces a node's kind, keeping its id, wires and the fields named in `fields`. */
export function setNodeKind(
  graphId: string,
  id: string,
  kind: string,
  fields: Readonly<Record<string, JsonValue>>,
): Edit {
  return graphEdit(`Turn ${id} into ${kind}`, graphId, (graph) => {
    const node = nodeOf(graph, id);
    if (!node) return failure(`There is no node named "${id}".`);
    if (node.kind === kind && sameJson(fields, node.fields)) return success(graph);
    return success(withNodes(graph, [{ ...node, kind, fields }]));
  });
}
