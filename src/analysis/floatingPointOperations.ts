import { withValues } from '../base/overlaidMap';
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
  const operations = new Map<string, FloatingPointOperations>();
  for (const node of nodes) {
    if (learns(node) || node.sources.some((source) => learning.has(source))) learning.add(node.id);
    operations.set(node.id, operationsOf(node, learning));
  }
  return { operations, learning };
}

/**
 * The operations of a network of which only some nodes are others than before, with the same ids and
 * sources in the same places; null where a change decides which other nodes get gradients.
 */
export function updatedOperations(
  nodes: readonly NumberedNode[],
  before: readonly NumberedNode[],
  { operations, learning }: NetworkOperations,
): NetworkOperations | null {
  const changes = new Map<string, FloatingPointOperations>();
  for (const [place, node] of nodes.entries()) {
    const old = before[place] as NumberedNode;
    if (node === old) continue;
    if (learns(node) !== learns(old)) return null;
    changes.set(node.id, operationsOf(node, learning));
  }
  return { operations: withValues(operations, changes), learning };
}

/** The operations of one node, the nodes before it with a gradient given. */
function operationsOf(
  { sources, costs }: NumberedNode,
  learning: ReadonlySet<string>,
): FloatingPointOperations {
  if (!costs || costs.macs === null || costs.operations === null) {
    return { forward: null, backward: null };
  }
  const before = sources.filter((source) => learning.has(source)).length;
  // Without weights the product is one of the inputs with each other: each has its own gradient.
  const hasWeights = costs.weights.length > 0 || costs.parameters > 0;
  const toInputs = hasWeights ? Math.min(before, 1) : before;
  const products = (isTrained(costs) ? 1 : 0) + toInputs;
  return {
    forward: 2 * costs.macs + costs.operations,
    backward: 2 * costs.macs * products + (products > 0 ? costs.operations : 0),
  };
}

function learns({ costs }: NumberedNode): boolean {
  return costs !== null && isTrained(costs);
}

function isTrained({ weights, trainableParameters }: NonNullable<NumberedNode['costs']>): boolean {
  return trainableParameters > 0 || weights.some(({ trainable }) => trainable);
}
