import { weightsTaken } from '../../analysis/chaining';
import type { GraphAnalysis, NodeAnalysis } from '../../analysis/graphAnalysis';
import { blockOf } from '../../document/project';

/** A graph and every way in which a network uses it, as a block or as the step of a scanned one. */
export interface BlockUses {
  readonly graph: string;
  readonly mode: 'block' | 'cell';
  readonly uses: readonly GraphAnalysis[];
  /** Whether it may be built with the weights of another place. */
  readonly isShared: boolean;
}

interface Draft {
  readonly graph: string;
  readonly mode: 'block' | 'cell';
  readonly uses: Set<GraphAnalysis>;
  readonly within: Set<Draft>;
  isShared: boolean;
}

/** The blocks of a network, those inside others first. */
export function blockUses(root: GraphAnalysis): readonly BlockUses[] {
  const drafts = new Map<string, Draft>();
  const visit = (analysis: GraphAnalysis, around: Draft | null): void => {
    const owners = new Set(Object.values(analysis.graph.nodes).map((node) => node.weightsOf));
    for (const found of takingPart(analysis)) {
      for (const { inner } of found.parts ?? [found]) {
        if (!inner) continue;
        const { node } = found;
        const mode = node.scan ? 'cell' : 'block';
        const key = `${mode} ${inner.id}`;
        const draft = drafts.get(key) ?? {
          graph: blockOf(node.kind) ?? inner.id,
          mode,
          uses: new Set(),
          within: new Set(),
          isShared: false,
        };
        drafts.set(key, draft);
        around?.within.add(draft);
        const shares = node.weightsOf !== undefined || node.sharedWeights || owners.has(node.id);
        if (mode === 'block' && shares) draft.isShared = true;
        if (draft.uses.has(inner)) continue;
        draft.uses.add(inner);
        visit(inner, draft);
      }
    }
  };
  visit(root, null);
  const ordered = new Set<Draft>();
  const place = (draft: Draft): void => {
    for (const inside of draft.within) if (!ordered.has(inside)) place(inside);
    ordered.add(draft);
  };
  for (const draft of drafts.values()) place(draft);
  for (const draft of [...ordered].reverse()) {
    if (!draft.isShared) continue;
    for (const inside of draft.within) if (inside.mode === 'block') inside.isShared = true;
  }
  return [...ordered].map(({ graph, mode, uses, isShared }) => ({
    graph,
    mode,
    uses: [...uses],
    isShared,
  }));
}

/** The nodes of a graph that become layers or let something through, sources first. */
export function takingPart({ structure, nodes }: GraphAnalysis): readonly NodeAnalysis[] {
  return structure.order.flatMap((id) => {
    const found = nodes.get(id);
    const isUnused = structure.unused.has(id) && structure.order.length > 1;
    return found?.kind && !isUnused ? [found] : [];
  });
}

/** Whether a layer anywhere in a network uses a variable of one of another kind. */
export function hasTies(root: GraphAnalysis, groups: readonly BlockUses[]): boolean {
  const uses = [root, ...groups.flatMap((group) => group.uses.slice(0, 1))];
  return uses.some(({ nodes }) =>
    [...nodes.values()].some(({ node, kind }) => {
      const owner = node.weightsOf === undefined ? null : nodes.get(node.weightsOf)?.kind;
      return kind && owner && weightsTaken(kind, owner) !== 'all';
    }),
  );
}
