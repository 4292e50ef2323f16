import { bytesPerElement, elementCount } from '../base/tensorType';
import { type ExpandedNetwork, type ExpandedNode, expandNetwork } from './expandNetwork';
import type { GraphAnalysis, NodeAnalysis } from './graphAnalysis';
import { graphTotals } from './graphTotals';

/** What training one batch holds in memory, in bytes. */
export interface TrainingMemory {
  readonly batch: number;
  /** One gradient for every trainable number. */
  readonly gradientBytes: number;
  /** The optimizer's slots. */
  readonly optimizerBytes: number;
  /** The most that is held at once: weights, slots, kept activations, gradients in flight. */
  readonly peakBytes: number;
}

/**
 * Plays one training step through: forward, every activation that a later layer or the backward pass
 * needs is kept; backward, a gradient of every activation lives from its first use until its node is
 * done, weight gradients stay until the optimizer ran. Views share their input's memory; of a block
 * scanned over a sequence all steps are kept. Unknown dimensions count as 1.
 */
export function trainingMemory(
  analysis: GraphAnalysis,
  batch: number,
  optimizerSlots: number,
): TrainingMemory {
  const { costs } = graphTotals(analysis);
  const weightBytes = costs.parameters * 4;
  const gradientBytes = costs.trainableParameters * 4;
  const optimizerBytes = gradientBytes * optimizerSlots;
  const peak = Math.max(
    activationPeak(expandNetwork(analysis), batch),
    // The optimizer works on one tensor at a time and needs all gradients until it is done.
    gradientBytes,
  );
  return {
    batch,
    gradientBytes,
    optimizerBytes,
    peakBytes: weightBytes + optimizerBytes + peak,
  };
}

/** The most bytes of activations, their gradients and the weights' gradients at one time. */
function activationPeak({ nodes, outputs }: ExpandedNetwork, batch: number): number {
  const order = nodes.filter(({ analysis }) => analysis.costs);
  const storage = storageOwners(order);
  const owner = (path: string): string => storage.get(path) ?? path;
  const sizes = new Map(order.map((node) => [node.path, outputBytes(node.analysis) * batch]));
  const size = (path: string): number => sizes.get(path) ?? 0;
  const kept = keptForBackward(order, owner);
  const lastForwardUse = new Map<string, number>();
  for (const [place, node] of order.entries()) {
    lastForwardUse.set(owner(node.path), place);
    for (const source of node.sources.values()) lastForwardUse.set(owner(source.path), place);
  }
  const freedAfter = new Map<number, number>();
  for (const { path } of order) {
    if (owner(path) !== path || kept.has(path)) continue;
    const place = lastForwardUse.get(path) ?? 0;
    freedAfter.set(place, (freedAfter.get(place) ?? 0) + size(path));
  }
  let held = 0;
  let peak = 0;
  for (const [place, node] of order.entries()) {
    if (owner(node.path) === node.path) held += size(node.path);
    held += keptInside(node.analysis) * batch;
    peak = Math.max(peak, held);
    held -= freedAfter.get(place) ?? 0;
  }

  const learning = behindTrainableWeights(order);
  let gradients = 0;
  const alive = new Set<string>();
  const begin = (path: string): void => {
    if (alive.has(owner(path))) return;
    alive.add(owner(path));
    gradients += size(owner(path));
  };
  for (const { path } of outputs) begin(path);
  let weightGradients = 0;
  for (const { path, sources, analysis, shared } of [...order].reverse()) {
    for (const source of sources.values()) if (learning.has(source.path)) begin(source.path);
    if (!shared) weightGradients += (analysis.costs?.trainableParameters ?? 0) * 4;
    peak = Math.max(peak, held + gradients + weightGradients);
    held -= keptInside(analysis) * batch;
    if (owner(path) !== path) continue;
    if (alive.delete(path)) gradients -= size(path);
    if (kept.has(path)) held -= size(path);
  }
  return peak;
}

function outputBytes({ outputs }: NodeAnalysis): number {
  let bytes = 0;
  for (const type of Object.values(outputs ?? {})) {
    const known = type.shape.map((axis) => axis ?? 1);
    bytes += (elementCount(known) ?? 0) * bytesPerElement(type.dtype);
  }
  return bytes;
}

/** What the steps of a scanned block leave behind for the backward pass, for one example. */
function keptInside({ inner, steps }: NodeAnalysis): number {
  if (!inner) return 0;
  return (graphTotals(inner).costs.activationBytes ?? 0) * (steps ?? 1);
}

/** Which node's memory each node's output lives in: its own, or for a view that of its input. */
function storageOwners(order: readonly ExpandedNode[]): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const { path, analysis, sources } of order) {
    const source = [...sources.values()][0]?.path;
    owners.set(path, analysis.kind?.view && source ? (owners.get(source) ?? source) : path);
  }
  return owners;
}

/** The nodes whose output depends on a trainable weight: only through these do gradients flow. */
function behindTrainableWeights(order: readonly ExpandedNode[]): ReadonlySet<string> {
  const learning = new Set<string>();
  for (const { path, analysis, sources } of order) {
    const isTrained = (analysis.costs?.weights ?? []).some(({ trainable }) => trainable);
    const learnsInside = analysis.inner !== null && (analysis.costs?.trainableParameters ?? 0) > 0;
    const learns = isTrained || learnsInside;
    if (learns || [...sources.values()].some((source) => learning.has(source.path))) {
      learning.add(path);
    }
  }
  return learning;
}

/** The nodes whose output some layer needs again when gradients are computed. */
function keptForBackward(
  order: readonly ExpandedNode[],
  owner: (path: string) => string,
): ReadonlySet<string> {
  const kept = new Set<string>();
  for (const { path, analysis, sources } of order) {
    const keeps = analysis.inner ? 'both' : (analysis.kind?.keeps ?? 'both');
    if (keeps === 'output' || keeps === 'both') kept.add(owner(path));
    if (keeps === 'inputs' || keeps === 'both') {
      for (const source of sources.values()) kept.add(owner(source.path));
    }
    // The batch itself stays until the step is over.
    if (analysis.kind?.id === 'input') kept.add(path);
  }
  return kept;
}
