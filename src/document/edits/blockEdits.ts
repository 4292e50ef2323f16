import { failure, success } from '../../base/result';
import {
  blockKindId,
  blockOf,
  type Edge,
  type Graph,
  type GraphNode,
  type PortReference,
  type Project,
} from '../project';
import { samePort } from './edgeEdits';
import type { Edit } from './edit';
import { withArgumentsIn } from './inlineArguments';
import { freeNodeId } from './nodeEdits';

/** What a new block is made of. */
export interface Grouping {
  readonly graphId: string;
  /** The nodes that go into the block. */
  readonly nodes: readonly string[];
  /** The name of the new graph. */
  readonly blockId: string;
  /** The fields of an input node for a wire that enters the block: the shape that arrives there. */
  readonly inputFields: (source: PortReference) => GraphNode['fields'];
}

/**
 * Moves nodes into a graph of their own and puts one node, the block, in their place. Wires that
 * enter become inputs, one for each source; wires that leave become outputs. Fails for nothing
 * selected, for inputs of the network, and where the block would feed itself.
 */
export function groupIntoBlock(grouping: Grouping): Edit {
  const { graphId, blockId } = grouping;
  return {
    label: `Group into ${blockId}`,
    apply(project) {
      const graph = project.graphs[graphId];
      if (!graph) return failure(`There is no graph named "${graphId}".`);
      if (Object.hasOwn(project.graphs, blockId)) {
        return failure(`A graph named "${blockId}" is there already.`);
      }
      const inside = new Set(grouping.nodes.filter((id) => Object.hasOwn(graph.nodes, id)));
      if (inside.size === 0) return failure('Select the nodes that are to become a block.');
      const end = [...inside].find((id) =>
        ['input', 'output'].includes(graph.nodes[id]?.kind ?? ''),
      );
      if (end !== undefined) {
        return failure(`${end} is an end of ${graphId} and cannot go into a block. Leave it out.`);
      }
      const between = leavesAndReturns(graph, inside);
      if (between !== null) {
        return failure(
          `${between} stands between the selected nodes, so the block would feed itself. Select it too.`,
        );
      }
      return success(grouped(project, graph, inside, grouping));
    },
  };
}

/** A node outside that is reached from inside and leads back inside; null when there is none. */
function leavesAndReturns(graph: Graph, inside: ReadonlySet<string>): string | null {
  const targets = new Map<string, string[]>();
  for (const { from, to } of graph.edges) {
    targets.set(from.node, [...(targets.get(from.node) ?? []), to.node]);
  }
  const first = graph.edges.filter(({ from, to }) => inside.has(from.node) && !inside.has(to.node));
  const seen = new Set<string>();
  const waiting = first.map(({ to }) => to.node);
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    for (const next of targets.get(node) ?? []) {
      if (inside.has(next)) return node;
      waiting.push(next);
    }
  }
  return null;
}

function grouped(
  project: Project,
  graph: Graph,
  inside: ReadonlySet<string>,
  { graphId, blockId, inputFields }: Grouping,
): Project {
  const nodes: Record<string, GraphNode> = {};
  for (const id of inside) nodes[id] = graph.nodes[id] as GraphNode;
  const draft = (): Graph => ({ role: 'network', nodes, edges: [] });
  const add = (
    wanted: string,
    kind: string,
    fields: GraphNode['fields'],
    beside: string,
  ): string => {
    const id = freeNodeId(draft(), wanted);
    const position = graph.nodes[beside]?.position;
    const shift = kind === 'input' ? -240 : 240;
    nodes[id] = {
      id,
      kind,
      fields,
      ...(position ? { position: { x: position.x + shift, y: position.y } } : {}),
    };
    return id;
  };
  const entering = graph.edges.filter(
    ({ from, to }) => !inside.has(from.node) && inside.has(to.node),
  );
  const leaving = graph.edges.filter(
    ({ from, to }) => inside.has(from.node) && !inside.has(to.node),
  );
  const edges: Edge[] = graph.edges.filter(
    ({ from, to }) => inside.has(from.node) && inside.has(to.node),
  );
  const inputs = distinct(entering.map(({ from }) => from)).map((source) => {
    const first = entering.find(({ from }) => samePort(from, source))?.to.node ?? '';
    const id = add('input', 'input', inputFields(source), first);
    for (const { from, to } of entering) {
      if (samePort(from, source)) edges.push({ from: { node: id, port: 'y' }, to });
    }
    return { source, id };
  });
  const ends = distinct(leaving.map(({ from }) => from));
  const outputs = ends.map((source) => {
    const id = add('output', 'output', {}, source.node);
    edges.push({ from: source, to: { node: id, port: 'x' } });
    return { source, id };
  });
  // The ends of a block are ports named x and y where there is one, else by the ids of their nodes.
  const nameOf = (many: number, only: string, id: string): string => (many === 1 ? only : id);
  const outer: Record<string, GraphNode> = {};
  const blockNode = freeNodeId(graph, blockId);
  const places = [...inside].flatMap((id) => graph.nodes[id]?.position ?? []);
  const [place] = places;
  for (const [id, node] of Object.entries(graph.nodes)) {
    if (!inside.has(id)) outer[id] = node;
    else if (!Object.hasOwn(outer, blockNode)) {
      outer[blockNode] = {
        id: blockNode,
        kind: blockKindId(blockId),
        fields: handedOn(graph),
        ...(place ? { position: place } : {}),
      };
    }
  }
  const outerEdges = graph.edges.filter(
    ({ from, to }) => !inside.has(from.node) && !inside.has(to.node),
  );
  const rewired = [
    ...outerEdges,
    ...inputs.map(({ source, id }) => ({
      from: source,
      to: { node: blockNode, port: nameOf(inputs.length, 'x', id) },
    })),
    ...leaving.map(({ from, to }) => {
      const id = outputs.find(({ source }) => samePort(source, from))?.id ?? '';
      return { from: { node: blockNode, port: nameOf(outputs.length, 'y', id) }, to };
    }),
  ];
  return {
    ...project,
    graphs: {
      ...project.graphs,
      [graphId]: { ...graph, nodes: outer, edges: rewired },
      [blockId]: {
        role: 'network',
        ...(graph.arguments ? { arguments: graph.arguments } : {}),
        nodes,
        edges,
      },
    },
  };
}

/** The arguments of the graph, for a block that uses them under the same names. */
function handedOn(graph: Graph): GraphNode['fields'] {
  return Object.fromEntries(Object.keys(graph.arguments ?? {}).map((name) => [name, `=${name}`]));
}

function distinct(ports: readonly PortReference[]): PortReference[] {
  return ports.filter((port, place) => ports.findIndex((other) => samePort(other, port)) === place);
}

/**
 * Puts what is inside a block in its place, the values of its arguments in the fields, if it stands
 * once and is not scanned; `ports` are the block's ports with the nodes they lead to. The graph of the block stays.
 */
export function ungroupBlock(
  graphId: string,
  nodeId: string,
  ports: {
    readonly inputs: ReadonlyMap<string, string>;
    readonly outputs: ReadonlyMap<string, string>;
  },
): Edit {
  return {
    label: `Ungroup ${nodeId}`,
    apply(project) {
      const graph = project.graphs[graphId];
      const node = graph?.nodes[nodeId];
      const block = node ? blockOf(node.kind) : null;
      const inner = block === null ? undefined : project.graphs[block];
      if (!graph || !node || !inner) return failure(`${nodeId} is no block.`);
      if (node.repeat !== undefined || node.scan || node.bypass !== undefined || node.weightsOf) {
        return failure(
          `${nodeId} is repeated, bypassed, scanned or shares weights, which single nodes cannot say. Take that away first.`,
        );
      }
      if (node.fields.trainable !== undefined && node.fields.trainable !== true) {
        return failure(
          `${nodeId} is frozen as a whole, which single nodes cannot say. Let it learn first.`,
        );
      }
      return success({
        ...project,
        graphs: { ...project.graphs, [graphId]: ungrouped(graph, node, inner, ports) },
      });
    },
  };
}

function ungrouped(
  graph: Graph,
  block: GraphNode,
  inner: Graph,
  ports: Parameters<typeof ungroupBlock>[2],
): Graph {
  const isEnd = (id: string): boolean => ['input', 'output'].includes(inner.nodes[id]?.kind ?? '');
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const id of Object.keys(inner.nodes)) {
    if (isEnd(id)) continue;
    const isFree = !Object.hasOwn(graph.nodes, id) && !taken.has(id);
    const name = isFree ? id : freeNodeId(graph, id, taken);
    taken.add(name);
    names.set(id, name);
  }
  const shift = offset(block, inner);
  const nodes: Record<string, GraphNode> = {};
  for (const [id, node] of Object.entries(graph.nodes)) {
    if (id !== block.id) {
      nodes[id] = node;
      continue;
    }
    for (const [old, name] of names) {
      const found = withArgumentsIn(inner.nodes[old] as GraphNode, inner, block.fields);
      const { position, weightsOf } = found;
      nodes[name] = {
        ...found,
        id: name,
        ...(weightsOf === undefined ? {} : { weightsOf: names.get(weightsOf) ?? weightsOf }),
        ...(position ? { position: { x: position.x + shift.x, y: position.y + shift.y } } : {}),
      };
    }
  }
  const moved = ({ node, port }: PortReference): PortReference => ({
    node: names.get(node) ?? node,
    port,
  });
  const sourceOf = (end: string): PortReference | null =>
    inner.nodes[end]?.kind === 'output'
      ? (inner.edges.find(({ to }) => to.node === end)?.from ?? null)
      : { node: end, port: 'y' };
  const edges: Edge[] = [];
  for (const edge of graph.edges) {
    if (edge.to.node === block.id) {
      const input = ports.inputs.get(edge.to.port);
      for (const { from, to } of inner.edges) {
        if (from.node === input && !isEnd(to.node)) edges.push({ from: edge.from, to: moved(to) });
      }
    } else if (edge.from.node === block.id) {
      const end = ports.outputs.get(edge.from.port);
      const source = end === undefined ? null : sourceOf(end);
      if (source) edges.push({ from: moved(source), to: edge.to });
    } else edges.push(edge);
  }
  for (const { from, to } of inner.edges) {
    if (!isEnd(from.node) && !isEnd(to.node)) edges.push({ from: moved(from), to: moved(to) });
  }
  return { ...graph, nodes, edges };
}

/** How far the insides move so that they stand where the block stood. */
function offset(block: GraphNode, inner: Graph): { readonly x: number; readonly y: number } {
  const places = Object.values(inner.nodes).flatMap(({ position }) => position ?? []);
  if (!block.position || places.length === 0) return { x: 0, y: 0 };
  return {
    x: block.position.x - Math.min(...places.map(({ x }) => x)),
    y: block.position.y - Math.min(...places.map(({ y }) => y)),
  };
}
