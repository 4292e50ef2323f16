import type {
  GraphAnalysis,
  NodeAnalysis,
  ProjectAnalysis,
} from '../../src/analysis/graphAnalysis';
import { graphUsedBy, type Project } from '../../src/document/project';

/** One step into a block or a called network: through a node and, where it is repeated, through one of its repetitions. */
export interface WayStep {
  readonly node: string;
  /** The place in the chain, from 1; null for a node that stands once. */
  readonly part: number | null;
}

/**
 * The way from a network or training step into the graphs that its nodes use; without steps it is the
 * graph itself.
 */
export interface GraphWay {
  readonly root: string;
  readonly steps: readonly WayStep[];
}

/** One of the different ways in which a graph is used: where, and what is known about it there. */
export interface UseOfGraph {
  /** The first way that leads there. */
  readonly way: GraphWay;
  readonly analysis: GraphAnalysis;
}

/** The graphs that a way leads through, its root first; it ends early where the way is broken. */
export function graphsOnWay({ graphs }: Project, way: GraphWay): readonly string[] {
  if (!Object.hasOwn(graphs, way.root)) return [];
  const found = [way.root];
  for (const step of way.steps) {
    const nodes = graphs[found.at(-1) ?? '']?.nodes ?? {};
    const node = Object.hasOwn(nodes, step.node) ? nodes[step.node] : undefined;
    const used = node ? graphUsedBy(node.kind)?.graph : undefined;
    if (used === undefined || !Object.hasOwn(graphs, used)) break;
    found.push(used);
  }
  return found;
}

/**
 * What is known about the graph at the end of a way, in the use that the way leads to. Where nothing
 * is known about that use, as a shape before it is missing, it is the graph's first use, not exactly
 * what the way leads to.
 */
export function shownOnWay(
  analysis: ProjectAnalysis,
  way: GraphWay,
): { readonly shown: GraphAnalysis | null; readonly isExact: boolean } {
  let shown = analysis.graphs[way.root] ?? null;
  let isExact = true;
  const graphs = graphsOnWay(analysis.project, way);
  for (const [index, step] of way.steps.slice(0, graphs.length - 1).entries()) {
    const inner = partOf(shown?.nodes.get(step.node), step)?.inner;
    isExact &&= Boolean(inner);
    shown = inner ?? analysis.graphs[graphs[index + 1] ?? ''] ?? null;
  }
  return { shown, isExact };
}

function partOf(found: NodeAnalysis | undefined, { part }: WayStep): NodeAnalysis | undefined {
  if (!found?.parts) return found;
  return found.parts[Math.min(part ?? 1, found.parts.length) - 1];
}

const knownUses = new WeakMap<ProjectAnalysis, ReadonlyMap<string, readonly UseOfGraph[]>>();

/** The different ways in which a graph is used, in the order of the drawing; itself, where it stands alone. */
export function usesOfGraph(analysis: ProjectAnalysis, graphId: string): readonly UseOfGraph[] {
  let known = knownUses.get(analysis);
  if (!known) {
    known = everyUse(analysis);
    knownUses.set(analysis, known);
  }
  return known.get(graphId) ?? [];
}

function everyUse(analysis: ProjectAnalysis): ReadonlyMap<string, readonly UseOfGraph[]> {
  const uses = new Map<string, UseOfGraph[]>();
  const seen = new Set<GraphAnalysis>();
  const visit = (graph: GraphAnalysis, way: GraphWay): void => {
    if (seen.has(graph)) return;
    seen.add(graph);
    uses.set(graph.id, [...(uses.get(graph.id) ?? []), { way, analysis: graph }]);
    for (const { node, parts, inner } of graph.nodes.values()) {
      const into = (part: number | null): GraphWay => ({
        root: way.root,
        steps: [...way.steps, { node: node.id, part }],
      });
      if (inner) visit(inner, into(null));
      for (const [index, part] of (parts ?? []).entries()) {
        if (part.inner) visit(part.inner, into(index + 1));
      }
    }
  };
  const roots = Object.entries(analysis.graphs).filter(([, { use }]) => use.inputs === null);
  const isStep = ([, { graph }]: (typeof roots)[number]): boolean => graph.role === 'trainingStep';
  // A network is shown as itself rather than as it is called somewhere.
  for (const [id, graph] of [...roots.filter((root) => !isStep(root)), ...roots.filter(isStep)]) {
    visit(graph, { root: id, steps: [] });
  }
  return uses;
}

/** The network that the graph at the end of a way stands in, and the way from there; null in a step. */
export function networkOnWay(analysis: ProjectAnalysis, way: GraphWay): GraphWay | null {
  const graphs = graphsOnWay(analysis.project, way);
  const first = graphs.findIndex((id) => analysis.project.graphs[id]?.role === 'network');
  const root = graphs[first];
  return root === undefined ? null : { root, steps: way.steps.slice(first) };
}

/** The way to a graph: to its first use, or to the graph itself where it is a network. */
export function wayTo(analysis: ProjectAnalysis, graphId: string): GraphWay {
  const first = analysis.graphs[graphId];
  const use = usesOfGraph(analysis, graphId).find((other) => other.analysis === first);
  return use?.way ?? { root: graphId, steps: [] };
}

/**
 * The way after an edit: the same where it still leads somewhere, through renamed graphs too. Where
 * it is broken, another way to the graph that was shown, or as far as it still goes.
 */
export function mendWay(before: Project, analysis: ProjectAnalysis, way: GraphWay): GraphWay {
  const { project } = analysis;
  const root = Object.hasOwn(project.graphs, way.root)
    ? way.root
    : renamedGraph(before, project, way.root);
  const mended = root === way.root ? way : { ...way, root };
  const led = graphsOnWay(project, mended);
  if (led.length === way.steps.length + 1) return mended;
  const shown = graphsOnWay(before, way).at(-1) ?? '';
  if (Object.hasOwn(project.graphs, shown)) return wayTo(analysis, shown);
  return { root, steps: way.steps.slice(0, Math.max(0, led.length - 1)) };
}

/** What a graph is called now: a renamed graph keeps its place among the others. */
function renamedGraph(before: Project, after: Project, id: string): string {
  const [from, to] = [Object.keys(before.graphs), Object.keys(after.graphs)];
  const place = from.length === to.length ? from.indexOf(id) : 0;
  return to[place] ?? to[0] ?? '';
}

/**
 * The way and the node that a path as tables write it names, `stage3/unit5/conv2`, seen from the end
 * of a way; null where there is no such node.
 */
export function wayOfPath(
  analysis: ProjectAnalysis,
  from: GraphWay,
  path: string,
): { readonly way: GraphWay; readonly node: string } | null {
  const names = path.split('/');
  let way = from;
  for (const name of names.slice(0, -1)) {
    const step = stepOf(shownOnWay(analysis, way).shown, name);
    if (!step) return null;
    way = { root: way.root, steps: [...way.steps, step] };
  }
  const last = stepOf(shownOnWay(analysis, way).shown, names.at(-1) ?? '');
  return last && { way, node: last.node };
}

/** A node by its name in a path, where a repetition has its number behind it. */
function stepOf(graph: GraphAnalysis | null, name: string): WayStep | null {
  if (!graph) return null;
  if (graph.nodes.has(name)) return { node: name, part: null };
  const digits = /\d+$/.exec(name)?.[0].length ?? 0;
  for (let length = digits; length > 0; length--) {
    const node = name.slice(0, -length);
    const part = Number(name.slice(-length));
    if (part >= 1 && part <= (graph.nodes.get(node)?.parts?.length ?? 0)) return { node, part };
  }
  return null;
}

/** A step as people read it: `stage2`, `unit 3`. */
export function stepText({ node, part }: WayStep): string {
  return part === null ? node : `${node} ${part}`;
}

/** Where a use is, as people read it: `stage2, unit 3`. */
export function wayText({ root, steps }: GraphWay): string {
  return steps.length === 0 ? root : steps.map(stepText).join(', ');
}
