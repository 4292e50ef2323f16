import type { NumberedNode } from './numberedNode';

/** Floating-point operations of one example; null where a dimension leaves them open. */
export interface FloatingPointOperations {
  readonly forward: number | null;
  readonly backward: number | null;
}

/** What the numbers of operations mean, for headings and help. */
export const floatingPointConventions = {
  forward:
    'Floating-point operations of one forward pass of one example: two for each multiply-accumulate, one for each bias added and each element-wise result.',
  backward:
    'Floating-point operations of one backward pass of one example: the multiply-accumulates once more for the gradient of the weights and once for each input with something to train before it, element-wise work once. The optimizer is not counted.',
} as const;

/** The work of the nodes of a network, and to which of them a gradient comes. */
export interface NetworkOperations {
  readonly operations: ReadonlyMap<string, FloatingPointOperations>;
  /** The nodes with something to train in them or before them. */
  readonly learning: ReadonlySet<string>;
}

/**
 * The operations of every node, by id; nodes are given sources first. Nodes that are wrong have
 * nulls; of the others none goes missing.
 */
export function floatingPointOperations(
  nodes: readonly NumberedNode[],
): ReadonlyMap<string, FloatingPointOperations> {
  return networkOperations(nodes, []).operations;
}

/** The operations of every node where something to train lies before some of the inputs already. */
export function networkOperations(
  nodes: readonly NumberedNode[],
  learningInputs: readonly string[],
): NetworkOperations {
  const learning = new Set(learningInputs);
  const found = new Map<string, FloatingPointOperations>();
  for (const { id, sources, costs } of nodes) {
    const before = sources.filter((source) => learning.has(source)).length;
    const learns = costs !== null && isTrained(costs);
    if (learns || before > 0) learning.add(id);
    if (!costs || costs.macs === null || costs.operations === null) {
      found.set(id, { forward: null, backward: null });
      continue;
    }
    // Without weights the product is one of the inputs with each other: each has its own gradient.
    const hasWeights = costs.weights.length > 0 || costs.parameters > 0;
    const toInputs = hasWeights ? Math.min(before, 1) : before;
    const products = (learns ? 1 : 0) + toInputs;
    found.set(id, {
      forward: 2 * costs.macs + costs.operations,
      backward: 2 * costs.macs * products + (products > 0 ? costs.operations : 0),
    });
  }
  return { operations: found, learning };
}

function isTrained({ weights, trainableParameters }: NonNullable<NumberedNode['costs']>): boolean {
  return trainableParameters > 0 || weights.some(({ trainable }) => trainable);
}
