import type { ProjectAnalysis } from '../../src/analysis/graphAnalysis';
import { isPlaceable } from '../../src/analysis/nodeAnalysis';
import {
  blockKindId,
  type GraphRole,
  graphUsedBy,
  type Project,
  usingKindId,
} from '../../src/document/project';
import { type Family, families } from '../../src/kinds/family';
import type { LayerKind } from '../../src/kinds/layerKind';
import { layerKinds } from '../../src/kinds/registry';
import { stepKinds } from '../../src/kinds/training/registry';

/** A graph of the project as a kind of node, and why it cannot be used in the graph on show. */
export interface AvailableGraph {
  readonly graphId: string;
  readonly kind: LayerKind;
  /** What it is called in lists: a copy is told from the network itself. */
  readonly title: string;
  /** A sentence; null where it can be used. */
  readonly refusal: string | null;
}

/** The graphs that a graph uses as blocks, those inside of these too. */
export function graphsInside(graphs: Project['graphs'], graphId: string): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [graphId];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const { kind } of Object.values(graphs[id]?.nodes ?? {})) {
      const used = graphUsedBy(kind)?.graph;
      if (used === undefined || found.has(used)) continue;
      found.add(used);
      waiting.push(used);
    }
  }
  return found;
}

/** Why a graph cannot stand as a block in another, a sentence; null where it can. */
export function blockRefusal(
  graphs: Project['graphs'],
  block: string,
  graphId: string,
): string | null {
  if (graphs[block]?.role === 'trainingStep') {
    return `${block} is a training step: phases run it, and no graph can contain it.`;
  }
  if (block === graphId) return `${block} is this graph: it cannot contain itself.`;
  return graphsInside(graphs, block).has(graphId)
    ? `${block} contains ${graphId}, which would so contain itself.`
    : null;
}

/** The role of a graph; that of a network where there is none of that name. */
export function roleOf(project: Project, graphId: string): GraphRole {
  return project.graphs[graphId]?.role ?? 'network';
}

/**
 * The other graphs of the project, as kinds for a graph: blocks in a network; in a training step
 * networks to call, and copies of them.
 */
export function availableGraphs(
  { project, kinds }: ProjectAnalysis,
  graphId: string,
): readonly AvailableGraph[] {
  const others = Object.keys(project.graphs).filter((other) => other !== graphId);
  if (roleOf(project, graphId) === 'network') {
    return others.flatMap((block) => {
      const kind = kinds({ kind: blockKindId(block) });
      // A training step is no part of anything: it need not be refused where nobody looks for it.
      if (!kind || roleOf(project, block) === 'trainingStep') return [];
      const refusal = blockRefusal(project.graphs, block, graphId);
      return [{ graphId: block, kind, title: kind.title, refusal }];
    });
  }
  const networks = others.filter((other) => roleOf(project, other) === 'network');
  return (['call', 'target'] as const).flatMap((relation) =>
    networks.flatMap((network) => {
      const kind = kinds({ kind: usingKindId(relation, network) });
      const title = relation === 'call' ? network : `${network}, a copy`;
      return kind ? [{ graphId: network, kind, title, refusal: null }] : [];
    }),
  );
}

const kindsByRole: Readonly<Record<GraphRole, readonly LayerKind[]>> = {
  network: layerKinds.filter((kind) => isPlaceable('network', kind)),
  trainingStep: [...stepKinds, ...layerKinds.filter((kind) => isPlaceable('trainingStep', kind))],
};

/** The kinds that stand in graphs of a role, the project's own graphs left out. */
export function kindsFor(role: GraphRole): readonly LayerKind[] {
  return kindsByRole[role];
}

const stepFirst: readonly Family[] = [
  'data',
  'network',
  'math',
  'loss',
  'metric',
  'update',
  'view',
];

/** The shelves of the library for graphs of a role, in their order. */
export function shelvesFor(role: GraphRole): readonly Family[] {
  const all = Object.keys(families) as Family[];
  if (role === 'network') return all.filter((family) => !stepFirst.includes(family));
  return [...stepFirst, ...all.filter((family) => !stepFirst.includes(family))];
}

/** Every kind that a new node of a graph can have: the project's graphs that fit in, and all others. */
export function availableKinds(analysis: ProjectAnalysis, graphId: string): readonly LayerKind[] {
  const graphs = availableGraphs(analysis, graphId).filter(({ refusal }) => refusal === null);
  return [...graphs.map(({ kind }) => kind), ...kindsFor(roleOf(analysis.project, graphId))];
}

/** The name that a node of a kind begins with: that of the graph it uses, or of its kind. */
export function wantedName(kind: string): string {
  const used = graphUsedBy(kind);
  if (!used) return kind;
  return used.relation === 'target' ? `${used.graph}Copy` : used.graph;
}

/** The title of a kind in a list where a network and its copy stand side by side. */
export function listedTitle(kind: LayerKind): string {
  return graphUsedBy(kind.id)?.relation === 'target' ? `${kind.title}, a copy` : kind.title;
}
