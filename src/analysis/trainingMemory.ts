import { bytesPerElement, elementCount } from '../base/tensorType';
import type { GraphAnalysis, NodeAnalysis } from './graphAnalysis';
import { edgesInto, edgesOutOf } from './graphStructure';

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
 * done, weight gradients stay until the optimizer ran. Views share their input's memory. Unknown
 * dimensions count as 1.
 */
export function trainingMemory(
  analysis: GraphAnalysis,
  batch: number,
  optimizerSlots: number,
): TrainingMemory {
  const order = analysis.structure.order.filter((id) => analysis.nodes.get(id)?.costs);
  let weightBytes = 0;
  let gradientBytes = 0;
  for (const id of order) {
    const costs = analysis.nodes.get(id)?.costs;
    weightBytes += (costs?.parameters ?? 0) * 4;
    gradientBytes += (costs?.trainableParameters ?? 0) * 4;
  }
  const optimizerBytes = gradientBytes * optimizerSlots;
  const storage = storageOwners(analysis, order);
  const size = (id: string): number => outputBytes(analysis.nodes.get(id)) * batch;

  const kept = keptForBackward(analysis, order, storage);
  const lastForwardUse = new Map<string, number>();
  for (const [place, id] of order.entries()) {
    const touch = (owner: string): void => {
      lastForwardUse.set(owner, Math.max(lastForwardUse.get(owner) ?? 0, place));
    };
    touch(storage.get(id) ?? id);
    for (const edge of edgesInto(analysis.structure, id).values()) {
      touch(storage.get(edge.from.node) ?? edge.from.node);
    }
  }
  const owners = order.filter((id) => storage.get(id) === id);
  const freedAfter = new Map<number, number>();
  for (const owner of owners) {
    if (kept.has(owner)) continue;
    const place = lastForwardUse.get(owner) ?? 0;
    freedAfter.set(place, (freedAfter.get(place) ?? 0) + size(owner));
  }
  let held = 0;
  let peak = 0;
  for (const [place, id] of order.entries()) {
    if (storage.get(id) === id) held += size(id);
    peak = Math.max(peak, held);
    held -= freedAfter.get(place) ?? 0;
  }

  const learning = behindTrainableWeights(analysis, order);
  let gradients = 0;
  const alive = new Set<string>();
  const begin = (id: string): void => {
    const owner = storage.get(id) ?? id;
    if (alive.has(owner)) return;
    alive.add(owner);
    gradients += size(owner);
  };
  let weightGradients = 0;
  for (let place = order.length - 1; place >= 0; place--) {
    const id = order[place] as string;
    if (edgesOutOf(analysis.structure, id).length === 0) begin(id);
    for (const edge of edgesInto(analysis.structure, id).values()) {
      if (learning.has(edge.from.node)) begin(edge.from.node);
    }
    weightGradients += (analysis.nodes.get(id)?.costs?.trainableParameters ?? 0) * 4;
    peak = Math.max(peak, held + gradients + weightGradients);
    if (storage.get(id) === id) {
      if (alive.delete(id)) gradients -= size(id);
      if (kept.has(id)) held -= size(id);
    }
  }
  // The optimizer works on one tensor at a time and needs all gradients until it is done.
  peak = Math.max(peak, gradientBytes);
  return {
    batch,
    gradientBytes,
    optimizerBytes,
    peakBytes: weightBytes + optimizerBytes + peak,
  };
}

function outputBytes(node: NodeAnalysis | undefined): number {
  let bytes = 0;
  for (const type of Object.values(node?.outputs ?? {})) {
    const known = type.shape.map((axis) => axis ?? 1);
    bytes += (elementCount(known) ?? 0) * bytesPerElement(type.dtype);
  }
  return bytes;
}

/** Which node's memory each node's output lives in: its own, or for a view that of its input. */
function storageOwners(analysis: GraphAnalysis, order: readonly string[]): Map<string, string> {
  const owners = new Map<string, string>();
  for (const id of order) {
    const node = analysis.nodes.get(id);
    const source = [...edgesInto(analysis.structure, id).values()][0]?.from.node;
    owners.set(id, node?.kind?.view && source ? (owners.get(source) ?? source) : id);
  }
  return owners;
}

/** The nodes whose output depends on a trainable weight: only through these do gradients flow. */
function behindTrainableWeights(analysis: GraphAnalysis, order: readonly string[]): Set<string> {
  const learning = new Set<string>();
  for (const id of order) {
    const sources = [...edgesInto(analysis.structure, id).values()];
    const learnsItself = (analysis.nodes.get(id)?.costs?.trainableParameters ?? 0) > 0;
    if (learnsItself || sources.some((edge) => learning.has(edge.from.node))) learning.add(id);
  }
  return learning;
}

/** The nodes whose output some layer needs again when gradients are computed. */
function keptForBackward(
  analysis: GraphAnalysis,
  order: readonly string[],
  storage: ReadonlyMap<string, string>,
): Set<string> {
  const kept = new Set<string>();
  for (const id of order) {
    const keeps = analysis.nodes.get(id)?.kind?.keeps ?? 'both';
    if (keeps === 'output' || keeps === 'both') kept.add(storage.get(id) ?? id);
    if (keeps === 'inputs' || keeps === 'both') {
      for (const edge of edgesInto(analysis.structure, id).values()) {
        kept.add(storage.get(edge.from.node) ?? edge.from.node);
      }
    }
    // The batch itself stays until the step is over.
    if (analysis.nodes.get(id)?.node.kind === 'input') kept.add(id);
  }
  return kept;
}
