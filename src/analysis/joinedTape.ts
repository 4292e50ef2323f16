import type { TapeNode } from './tapeMemory';

/** Kinds of rectifiers that are worked out with the normalisation before them. */
const rectifiers = ['relu', 'relu6'] as const;

/**
 * A tape on which a batch normalisation is one node with a sum of two inputs, a rectifier, or both
 * behind it, where these alone take what it gives: compiled kernels store nothing between them (see
 * `joinedNormalizations` of the runtime, whose rule this is).
 */
export function joinNormalizations(
  nodes: readonly TapeNode[],
  ends: readonly string[],
): readonly TapeNode[] {
  const takers = new Map<string, TapeNode[]>();
  for (const node of nodes) {
    for (const source of node.sources) {
      const list = takers.get(source);
      if (list) list.push(node);
      else takers.set(source, [node]);
    }
  }
  /** The node of the same call that alone takes what a node gives. */
  const follower = ({ path, call }: TapeNode): TapeNode | null => {
    const [only, ...others] = takers.get(path) ?? [];
    return only && others.length === 0 && only.call === call && !ends.includes(path) ? only : null;
  };
  const inside = new Set<TapeNode>();
  const joined = new Map<TapeNode, TapeNode>();
  for (const node of nodes) {
    const [x] = node.sources;
    if (!runs(node, 'batchNormalization') || x === undefined) continue;
    const chain = [node];
    let next = follower(node);
    let addend: string | null = null;
    if (next && !joined.has(next) && !inside.has(next) && isSumOfTwo(next)) {
      addend = next.sources.find((source) => source !== node.path) ?? null;
      chain.push(next);
      next = follower(next);
    }
    const isRectified = next !== null && runs(next, ...rectifiers);
    if (next && isRectified) chain.push(next);
    const last = chain.at(-1) as TapeNode;
    if (last === node) continue;
    for (const one of chain) inside.add(one);
    joined.set(last, {
      ...node,
      path: last.path,
      sources: addend === null ? [x] : [x, addend],
      saves: addend !== null && isRectified ? [x, last.path] : [x],
    });
  }
  return nodes.flatMap((node) => {
    const whole = joined.get(node);
    return whole ? [whole] : inside.has(node) ? [] : [node];
  });
}

/** Whether a node is a layer of one of these kinds, and not passed by. */
function runs({ analysis }: TapeNode, ...kinds: readonly string[]): boolean {
  return kinds.includes(analysis.node.kind) && !analysis.bypassed;
}

function isSumOfTwo(node: TapeNode): boolean {
  const { sources } = node;
  return runs(node, 'add') && sources.length === 2 && sources[0] !== sources[1];
}
