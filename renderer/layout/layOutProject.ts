import type { ElkNode } from 'elkjs/lib/elk-api';
import { failure, type Result, success } from '../../src/base/result';
import type { Graph, GraphNode, Position, Project } from '../../src/document/project';
import { gridSize, nodeHeight, nodeWidth } from '../canvas/nodeSize';

/** Positions by node. */
export type Positions = Readonly<Record<string, Position>>;

/** Whether every node of every graph has its place. */
export function hasEveryPosition(project: Project): boolean {
  return Object.values(project.graphs).every((graph) =>
    Object.values(graph.nodes).every((node) => node.position),
  );
}

/** Places all nodes of those graphs in which some have none; the rest is left as it is. */
export async function layOutProject(project: Project): Promise<Result<Project>> {
  const graphs: Record<string, Graph> = { ...project.graphs };
  for (const [id, graph] of Object.entries(project.graphs)) {
    if (Object.values(graph.nodes).every((node) => node.position)) continue;
    const positions = await arrange(graph, Object.keys(graph.nodes));
    if (!positions.ok) return positions;
    const nodes: Record<string, GraphNode> = {};
    for (const node of Object.values(graph.nodes)) {
      const position = positions.value[node.id];
      nodes[node.id] = position ? { ...node, position } : node;
    }
    graphs[id] = { ...graph, nodes };
  }
  return success({ ...project, graphs });
}

/**
 * Works out where nodes of a graph stand best, sources above targets, in a worker. A part of the
 * graph is arranged around where it stood.
 */
export async function arrange(graph: Graph, ids: readonly string[]): Promise<Result<Positions>> {
  const chosen = new Set(ids);
  const edges = graph.edges.filter(
    ({ from, to }) => chosen.has(from.node) && chosen.has(to.node) && from.node !== to.node,
  );
  try {
    const elk = await layoutEngine();
    const layOut = (isFolded: boolean): Promise<ElkNode> =>
      elk.layout({
        id: 'root',
        layoutOptions: layoutOptions(isFolded),
        children: ids.map((id) => ({ id, width: nodeWidth, height: nodeHeight })),
        edges: edges.map(({ from, to }, index) => ({
          id: `${index}`,
          sources: [from.node],
          targets: [to.node],
        })),
      });
    const mayFold = ids.length > foldedFrom;
    let found = await layOut(mayFold);
    if (mayFold && ids.length <= comparedUpTo) {
      const straight = await layOut(false);
      if ((found.height ?? 0) > (straight.height ?? 0) * worthFolding) found = straight;
    }
    const positions: Record<string, Position> = {};
    for (const { id, x = 0, y = 0 } of found.children ?? []) positions[id] = { x, y };
    return success(aroundBefore(graph, positions));
  } catch (error) {
    return failure(`The nodes could not be arranged: ${(error as Error).message}`);
  }
}

function aroundBefore(graph: Graph, positions: Positions): Positions {
  const before = Object.keys(positions)
    .map((id) => graph.nodes[id]?.position)
    .filter((position) => position !== undefined);
  const all = Object.values(positions);
  const corner = (places: readonly Position[]): Position => ({
    x: Math.min(...places.map(({ x }) => x)),
    y: Math.min(...places.map(({ y }) => y)),
  });
  const from = corner(all);
  const to = before.length === all.length ? corner(before) : { x: 0, y: 0 };
  const moved: Record<string, Position> = {};
  for (const [id, { x, y }] of Object.entries(positions)) {
    moved[id] = {
      x: Math.round((x - from.x + to.x) / gridSize) * gridSize,
      y: Math.round((y - from.y + to.y) / gridSize) * gridSize,
    };
  }
  return moved;
}

/** Chains of more nodes than this are folded. */
const foldedFrom = 7;

/** Folded drawings of up to so many nodes are compared with unfolded ones. */
const comparedUpTo = 200;

/** A drawing is folded only where that makes it so much lower: the way back up has to be worth it. */
const worthFolding = 0.8;

/** Width over height of the canvas, which the drawing is to fill. */
function canvasAspect(): number {
  const box = document.querySelector('.react-flow')?.getBoundingClientRect();
  return box && box.height > 0 ? Math.min(3, Math.max(1, box.width / box.height)) : 1.6;
}

function layoutOptions(isFolded: boolean): Record<string, string> {
  return {
    'elk.algorithm': 'layered',
    'elk.direction': 'DOWN',
    'elk.spacing.nodeNode': '40',
    'elk.layered.spacing.nodeNodeBetweenLayers': '40',
    'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
    'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
    'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
    'elk.spacing.componentComponent': '80',
    // A long chain is folded into columns, so that it can be read without scrolling; between branches
    // a fold would lead wires behind nodes.
    ...(isFolded
      ? {
          'elk.layered.wrapping.strategy': 'SINGLE_EDGE',
          'elk.layered.wrapping.additionalEdgeSpacing': '40',
          'elk.aspectRatio': String(canvasAspect()),
        }
      : {}),
  };
}

type LayoutEngine = InstanceType<typeof import('elkjs/lib/elk-api').default>;
let engine: Promise<LayoutEngine> | null = null;

function layoutEngine(): Promise<LayoutEngine> {
  engine ??= Promise.all([
    import('elkjs/lib/elk-api'),
    import('elkjs/lib/elk-worker.min.js?url'),
  ]).then(
    ([{ default: Engine }, { default: workerUrl }]) =>
      new Engine({ workerFactory: () => new Worker(workerUrl) }),
  );
  return engine;
}
