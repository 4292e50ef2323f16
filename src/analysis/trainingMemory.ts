import { bytesPerElement, elementCount } from '../base/tensorType';
import {
  type ExpandedNetwork,
  type ExpandedNode,
  expandNetwork,
  type TensorSource,
} from './expandNetwork';
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

/** Where the inputs of every layer of a network come from, and its outputs, by place in the order. */
interface Places {
  readonly sources: readonly (readonly number[])[];
  readonly outputs: readonly number[];
}

const placesByWiring = new WeakMap<object, Places>();

function placesOf({ nodes, outputs, wiring }: ExpandedNetwork): Places {
  const known = placesByWiring.get(wiring);
  if (known) return known;
  const places = new Map(nodes.map(({ path }, place) => [path, place]));
  const placeOf = ({ path }: TensorSource): number[] => {
    const place = places.get(path);
    return place === undefined ? [] : [place];
  };
  const made = {
    sources: nodes.map(({ sources }) => [...sources.values()].flatMap(placeOf)),
    outputs: outputs.flatMap(placeOf),
  };
  placesByWiring.set(wiring, made);
  return made;
}

/** The most bytes of activations, their gradients and the weights' gradients at one time. */
function activationPeak(network: ExpandedNetwork, batch: number): number {
  const { nodes } = network;
  const { sources, outputs } = placesOf(network);
  const sourcesOf = (place: number): readonly number[] => sources[place] as readonly number[];
  const owners = storageOwners(nodes, sources);
  const ownerOf = (place: number): number => owners[place] as number;
  const sizes = nodes.map(({ analysis }) => (analysis.costs ? outputBytes(analysis) * batch : 0));
  const sizeOf = (place: number): number => sizes[place] as number;
  const kept = keptForBackward(nodes, sources, owners);
  const lastForwardUse = new Uint32Array(nodes.length);
  for (const [place, { analysis }] of nodes.entries()) {
    if (!analysis.costs) continue;
    lastForwardUse[ownerOf(place)] = place;
    for (const source of sourcesOf(place)) lastForwardUse[ownerOf(source)] = place;
  }
  const freedAfter = new Float64Array(nodes.length);
  for (const [place, last] of lastForwardUse.entries()) {
    if (ownerOf(place) === place && !kept[place]) {
      freedAfter[last] = (freedAfter[last] as number) + sizeOf(place);
    }
  }
  let held = 0;
  let peak = 0;
  for (const [place, { analysis }] of nodes.entries()) {
    if (!analysis.costs) continue;
    if (ownerOf(place) === place) held += sizeOf(place);
    held += keptInside(analysis) * batch;
    peak = Math.max(peak, held);
    held -= freedAfter[place] as number;
  }

  const learning = behindTrainableWeights(nodes, sources);
  let gradients = 0;
  const alive = new Uint8Array(nodes.length);
  const begin = (place: number): void => {
    const owner = ownerOf(place);
    if (alive[owner]) return;
    alive[owner] = 1;
    gradients += sizeOf(owner);
  };
  for (const place of outputs) begin(place);
  let weightGradients = 0;
  for (let place = nodes.length - 1; place >= 0; place--) {
    const { analysis, shared } = nodes[place] as ExpandedNode;
    if (!analysis.costs) continue;
    for (const source of sourcesOf(place)) if (learning[source]) begin(source);
    if (!shared) weightGradients += analysis.costs.trainableParameters * 4;
    peak = Math.max(peak, held + gradients + weightGradients);
    held -= keptInside(analysis) * batch;
    if (ownerOf(place) !== place) continue;
    if (alive[place]) gradients -= sizeOf(place);
    alive[place] = 0;
    if (kept[place]) held -= sizeOf(place);
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
function storageOwners(
  nodes: readonly ExpandedNode[],
  sources: Places['sources'],
): readonly number[] {
  const owners: number[] = [];
  for (const [place, { analysis }] of nodes.entries()) {
    const source = analysis.costs && analysis.kind?.view ? sources[place]?.[0] : undefined;
    owners.push(source === undefined ? place : (owners[source] as number));
  }
  return owners;
}

/** The nodes whose output depends on a trainable weight: only through these do gradients flow. */
function behindTrainableWeights(
  nodes: readonly ExpandedNode[],
  sources: Places['sources'],
): Uint8Array {
  const learning = new Uint8Array(nodes.length);
  for (const [place, { analysis }] of nodes.entries()) {
    if (!analysis.costs) continue;
    const isTrained = analysis.costs.weights.some(({ trainable }) => trainable);
    const learnsInside = analysis.inner !== null && analysis.costs.trainableParameters > 0;
    const learns = isTrained || learnsInside;
    if (learns || sources[place]?.some((source) => learning[source])) learning[place] = 1;
  }
  return learning;
}

/** The nodes whose output some layer needs again when gradients are computed. */
function keptForBackward(
  nodes: readonly ExpandedNode[],
  sources: Places['sources'],
  owners: readonly number[],
): Uint8Array {
  const kept = new Uint8Array(nodes.length);
  for (const [place, { analysis }] of nodes.entries()) {
    if (!analysis.costs) continue;
    const keeps = analysis.inner ? 'both' : (analysis.kind?.keeps ?? 'both');
    if (keeps === 'output' || keeps === 'both') kept[owners[place] as number] = 1;
    if (keeps === 'inputs' || keeps === 'both') {
      for (const source of sources[place] as readonly number[]) kept[owners[source] as number] = 1;
    }
    // The batch itself stays until the step is over.
    if (analysis.kind?.id === 'input') kept[place] = 1;
  }
  return kept;
}
