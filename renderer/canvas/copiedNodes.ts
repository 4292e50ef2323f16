import { z } from 'zod';
import { sameJson } from '../../src/base/jsonValue';
import { failure, type Result, success } from '../../src/base/result';
import { connect } from '../../src/document/edits/edgeEdits';
import { combineEdits, type Edit } from '../../src/document/edits/edit';
import { addGraph, freeGraphId } from '../../src/document/edits/graphEdits';
import { addNodes, freeNodeId } from '../../src/document/edits/nodeEdits';
import {
  type Edge,
  type Graph,
  type GraphNode,
  graphUsedBy,
  type Position,
  type Project,
  usingKindId,
} from '../../src/document/project';
import { readProject } from '../../src/files/readProject';
import { writeProject } from '../../src/files/writeProject';
import { blockRefusal, graphsInside } from './availableKinds';

/** Nodes with the wires between them, and the graphs that they are blocks of, as they are copied. */
export interface CopiedNodes {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly Edge[];
  readonly graphs: Project['graphs'];
}

/** Marks the text as nodes on their way, so that whole projects are not pasted by accident. */
const marked = z.looseObject({ name: z.literal('Copied nodes') });

/** Nodes of a graph, the wires between them, and the graphs that they need. */
export function copyNodes(
  graphs: Project['graphs'],
  graphId: string,
  ids: readonly string[],
): CopiedNodes {
  const chosen = new Set(ids);
  const graph = graphs[graphId];
  const nodes = Object.values(graph?.nodes ?? {}).filter((node) => chosen.has(node.id));
  const needed = new Set(
    nodes.flatMap(({ kind }) => {
      const used = graphUsedBy(kind)?.graph;
      return used === undefined ? [] : [used, ...graphsInside(graphs, used)];
    }),
  );
  return {
    nodes,
    edges: (graph?.edges ?? []).filter(
      ({ from, to }) => chosen.has(from.node) && chosen.has(to.node),
    ),
    graphs: Object.fromEntries(Object.entries(graphs).filter(([id]) => needed.has(id))),
  };
}

/** Copied nodes as text: a small project file, its first graph holding the nodes. */
export function writeCopiedNodes({ nodes, edges, graphs }: CopiedNodes): string {
  const graph: Graph = {
    role: 'network',
    nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
    edges,
  };
  const project = { name: 'Copied nodes', graphs, phases: [] };
  const id = freeGraphId(project, 'copied');
  return writeProject({ ...project, graphs: { [id]: graph, ...graphs } });
}

/** Reads copied nodes; null when the text is something else, an error when they are damaged. */
export function readCopiedNodes(text: string): Result<CopiedNodes | null> {
  if (!text.includes('"netloom"')) return success(null);
  const read = readProject(text);
  if (!read.ok) return failure(`These nodes cannot be pasted: ${read.error}`);
  const [first, ...others] = Object.entries(read.value.graphs);
  if (!marked.safeParse(read.value).success || !first) return success(null);
  const [, graph] = first;
  return success({
    nodes: Object.values(graph.nodes),
    edges: graph.edges,
    graphs: Object.fromEntries(others),
  });
}

/** How copied graphs come into a project: which ones are added, and what all of them are called there. */
interface BroughtGraphs {
  readonly added: Project['graphs'];
  readonly names: ReadonlyMap<string, string>;
}

/** Graphs that the project has already are used; those that differ get a name of their own. */
function bringGraphs(project: Project, graphs: Project['graphs']): BroughtGraphs {
  const names = new Map<string, string>();
  let added: Project['graphs'] = {};
  // What a graph is made of comes first: it decides whether the graph is the same.
  const bring = (id: string): void => {
    const graph = graphs[id];
    if (names.has(id) || !graph) return;
    names.set(id, id);
    for (const { kind } of Object.values(graph.nodes)) bring(graphUsedBy(kind)?.graph ?? '');
    const renamed: Graph = { ...graph, nodes: withBlocksNamed(graph.nodes, names) };
    const there = Object.keys(project.graphs).find(
      (other) =>
        (other === id || other.replace(/\d+$/, '') === id) &&
        sameDrawing(project.graphs[other] as Graph, renamed),
    );
    if (there !== undefined) {
      names.set(id, there);
      return;
    }
    const all = { ...project, graphs: { ...project.graphs, ...added } };
    names.set(id, freeGraphId(all, id));
    added = { ...added, [names.get(id) ?? id]: renamed };
  };
  for (const id of Object.keys(graphs)) bring(id);
  return { added, names };
}

function withBlocksNamed(
  nodes: Graph['nodes'],
  names: ReadonlyMap<string, string>,
): Graph['nodes'] {
  return Object.fromEntries(
    Object.entries(nodes).map(([id, node]) => {
      const used = graphUsedBy(node.kind);
      const name = used ? names.get(used.graph) : undefined;
      const renamed = used && name !== undefined ? usingKindId(used.relation, name) : node.kind;
      return [id, renamed === node.kind ? node : { ...node, kind: renamed }];
    }),
  );
}

/** Whether two graphs are the same but for where their nodes stand. */
function sameDrawing(a: Graph, b: Graph): boolean {
  const drawing = (graph: Graph) => ({
    ...graph,
    nodes: Object.values(graph.nodes).map(({ position: _position, ...node }) => node),
  });
  return sameJson(drawing(a) as never, drawing(b) as never);
}

/**
 * An edit that adds copied nodes under free names, moved by `by`, with the graphs that they need, and
 * the names they got. Fails where a block would so contain itself.
 */
export function pasteNodes(
  project: Project,
  graphId: string,
  copied: CopiedNodes,
  by: Position,
  label: string,
): Result<{ readonly edit: Edit; readonly ids: readonly string[] }> {
  const graph = project.graphs[graphId];
  if (!graph) return failure(`There is no graph named "${graphId}".`);
  const brought = bringGraphs(project, copied.graphs);
  const graphs = { ...project.graphs, ...brought.added };
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { id } of copied.nodes) {
    const free = id in graph.nodes || taken.has(id) ? freeNodeId(graph, id, taken) : id;
    names.set(id, free);
    taken.add(free);
  }
  const name = (id: string): string => names.get(id) ?? id;
  const nodes: GraphNode[] = [];
  for (const { position, weightsOf, ...node } of copied.nodes) {
    const used = graphUsedBy(node.kind);
    const as = used ? (brought.names.get(used.graph) ?? used.graph) : null;
    const isBlock = as !== null && used?.relation === 'block';
    const refusal = isBlock ? blockRefusal(graphs, as, graphId) : null;
    if (refusal !== null) return failure(`${node.id} cannot be put here: ${refusal}`);
    const owner = weightsOf === undefined ? undefined : (names.get(weightsOf) ?? weightsOf);
    const hasOwner = owner !== undefined && (taken.has(owner) || owner in graph.nodes);
    nodes.push({
      ...node,
      id: name(node.id),
      ...(used && as !== null ? { kind: usingKindId(used.relation, as) } : {}),
      ...(hasOwner ? { weightsOf: owner } : {}),
      ...(position ? { position: { x: position.x + by.x, y: position.y + by.y } } : {}),
    });
  }
  const inside = copied.edges.filter(({ from, to }) => names.has(from.node) && names.has(to.node));
  const edges = inside.map(({ from, to }) =>
    connect(graphId, {
      from: { ...from, node: name(from.node) },
      to: { ...to, node: name(to.node) },
    }),
  );
  const adding = Object.entries(brought.added).map(([id, added]) => addGraph(id, added));
  return success({
    edit: combineEdits(label, [...adding, addNodes(graphId, nodes), ...edges]),
    ids: nodes.map(({ id }) => id),
  });
}
