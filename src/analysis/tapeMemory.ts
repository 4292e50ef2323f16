import { bytesPerElement } from '../base/tensorType';
import { type Kernels, numbersIn, type Tape } from '../kinds/tape';
import { expandNetwork } from './expandNetwork';
import type { GraphAnalysis, NodeAnalysis } from './graphAnalysis';

/** A layer, or a part of a training step, as the tape of one update sees it. */
export interface TapeNode {
  readonly path: string;
  readonly analysis: NodeAnalysis;
  /** The paths of the nodes behind its inputs. */
  readonly sources: readonly string[];
  /** Examples that pass through it at a time. */
  readonly batch: number;
  /** Whether its weights are being changed. */
  readonly trains: boolean;
  /** What its weights are called, where other nodes may use the same. */
  readonly weights?: string;
  /** Whether its output is there before and stays: a batch of data, a weight. */
  readonly given?: boolean;
  /** The call of a network that it belongs to; what nothing needs is freed at the end of a call. */
  readonly call?: string;
  /** The paths of nodes through which it takes a gradient itself, on the way forward. */
  readonly differentiates?: readonly string[];
  /** Set for what is only measured and not recorded, and for what such a gradient calculates again. */
  readonly aside?: 'measured' | 'again' | undefined;
}

/** Bytes of activations and gradients while an update is calculated. */
export interface TapeBytes {
  readonly peak: number;
  /** The gradients of weights, which are still there at the end. */
  readonly weightGradients: number;
}

/**
 * Plays the tape of tf.js: forward, whatever some operation needs for its gradient is kept until the
 * backward pass is over, the rest is freed at the end of its call; backward, every gradient stays
 * until all are there. Nodes are given sources first; `ends` are those whose gradient is asked for.
 */
export function tapeBytes(
  nodes: readonly TapeNode[],
  ends: readonly string[],
  kernels: Kernels,
): TapeBytes {
  const owners = storageOwners(nodes);
  const owner = (path: string): string => owners.get(path) ?? path;
  const sizes = new Map(nodes.map((node) => [node.path, node.given ? 0 : outputBytes(node)]));
  const size = (path: string): number => sizes.get(path) ?? 0;
  const tapes = new Map<string, PlayedTape>();
  for (const node of nodes) tapes.set(node.path, tapeOf(node, kernels, nodes));
  const saved = savedNodes(nodes, owner);
  for (const end of ends) saved.add(owner(end));

  let held = 0;
  let peak = 0;
  const callEnds = lastUses(nodes, owner);
  for (const [place, { path, aside }] of nodes.entries()) {
    const tape = tapes.get(path) as PlayedTape;
    if (owner(path) === path) held += size(path);
    held += aside === 'measured' ? 0 : tape.kept;
    peak = Math.max(peak, held + (aside === 'measured' ? tape.workspace : 0));
    for (const freed of callEnds.get(place) ?? []) if (!saved.has(freed)) held -= size(freed);
  }

  const learning = learningNodes(nodes);
  const arrived = new Map<string, { readonly isNew: boolean }>();
  const arrive = (path: string, isNew: boolean): void => {
    const bytes = gradientSize(path);
    const before = arrived.get(path);
    if (isNew) held += bytes;
    // The sum is a tensor of its own; what came first is freed, what came later is not.
    if (before && !before.isNew) held += bytes;
    arrived.set(path, { isNew: isNew || before !== undefined });
  };
  const outputs = new Map(nodes.map((node) => [node.path, outputBytes(node)]));
  const gradientSize = (path: string): number => outputs.get(path) ?? 0;
  for (const end of ends) if (learning.has(end)) arrive(end, true);
  const uses = new Map<string, number>();
  let weightGradients = 0;
  for (const { path, analysis, sources, trains, weights = path } of [...nodes].reverse()) {
    if (!arrived.has(path)) continue;
    const tape = tapes.get(path) as PlayedTape;
    if (trains) {
      const bytes = (analysis.costs?.trainableParameters ?? 0) * 4 * tape.uses;
      const before = uses.get(weights) ?? 0;
      uses.set(weights, before + 1);
      // Once more for the first sum, where what it is made of stays.
      const added = bytes * (before === 1 && tape.isFused ? 2 : 1);
      weightGradients += added;
      held += added;
    }
    held += tape.gradients;
    for (const source of sources) {
      if (learning.has(source)) arrive(source, !tape.passesGradient);
      else if (tape.isFused) held += gradientSize(source);
    }
    peak = Math.max(peak, held + tape.workspace);
  }
  return { peak, weightGradients };
}

/** A tape in bytes for the whole batch. */
interface PlayedTape {
  readonly kept: number;
  readonly gradients: number;
  readonly workspace: number;
  readonly uses: number;
  readonly passesGradient: boolean;
  readonly isFused: boolean;
}

function tapeOf(node: TapeNode, kernels: Kernels, nodes: readonly TapeNode[]): PlayedTape {
  if (node.differentiates) return innerTape(node.differentiates, nodes);
  const { analysis, batch, given } = node;
  const { kind, fields, inputs, outputs, inner, steps } = analysis;
  if (inner && !given) return scannedTape(inner, steps ?? 1, batch, kernels);
  const types = Object.fromEntries(
    Object.entries(inputs).flatMap(([port, type]) => (type ? [[port, type]] : [])),
  );
  const isKnown = kind?.tape && fields && outputs && !analysis.bypassed;
  const whole: Tape = isKnown ? (kind.tape?.(fields, types, outputs) ?? {}) : {};
  const tape = kernels === 'compiled' ? (whole.compiled ?? whole) : whole;
  const { kept = 0, gradients = 0, keptOnce = 0, gradientsOnce = 0 } = tape;
  const { workspace = 0, pairWorkspace = 0 } = tape;
  return {
    kept: 4 * (kept * batch + keptOnce),
    gradients: 4 * (gradients * batch + gradientsOnce),
    workspace: 4 * (workspace * batch + pairWorkspace * batch * batch),
    uses: tape.uses ?? 1,
    passesGradient: (tape.passesGradient ?? false) || (kind?.view ?? false),
    isFused: tape.isFused ?? false,
  };
}

/**
 * The tape of a gradient that is taken on the way forward: it records its own backward pass, composed
 * of what can be differentiated again, with all that stands between.
 */
function innerTape(paths: readonly string[], nodes: readonly TapeNode[]): PlayedTape {
  const all = new Set(paths);
  let kept = 0;
  for (const node of nodes) {
    if (!all.has(node.path)) continue;
    const { gradients, workspace } = tapeOf(node, 'composed', nodes);
    kept += outputBytes(node) + gradients + workspace;
  }
  return {
    kept,
    gradients: kept,
    workspace: 0,
    uses: 1,
    passesGradient: false,
    isFused: false,
  };
}

/** The tapes of all steps of a block that is scanned over a sequence. */
function scannedTape(
  inner: GraphAnalysis,
  steps: number,
  batch: number,
  kernels: Kernels,
): PlayedTape {
  let kept = 0;
  let gradients = 0;
  for (const { path, analysis, sources } of expandNetwork(inner).nodes) {
    const node = { path, analysis, sources: [], batch, trains: false };
    const tape = tapeOf(node, kernels, []);
    const bytes = analysis.kind?.view ? 0 : outputBytes(node);
    kept += tape.kept + bytes;
    gradients += tape.gradients + (sources.size > 0 ? bytes : 0);
  }
  return {
    kept: kept * steps,
    gradients: gradients * steps,
    workspace: 0,
    uses: steps,
    passesGradient: false,
    isFused: false,
  };
}

function outputBytes({ analysis, batch }: Pick<TapeNode, 'analysis' | 'batch'>): number {
  let bytes = 0;
  for (const type of Object.values(analysis.outputs ?? {})) {
    bytes += numbersIn(type) * bytesPerElement(type.dtype) * (type.per === 'batch' ? 1 : batch);
  }
  return bytes;
}

/** Which node's memory each node's output lives in: its own, or for a view that of its input. */
function storageOwners(nodes: readonly TapeNode[]): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const { path, analysis, sources } of nodes) {
    const [source] = sources;
    const isView = analysis.kind?.view === true || analysis.kind?.id === 'input';
    owners.set(path, isView && source ? (owners.get(source) ?? source) : path);
  }
  return owners;
}

/** The nodes whose output some operation needs again when gradients are calculated. */
function savedNodes(nodes: readonly TapeNode[], owner: (path: string) => string): Set<string> {
  const saved = new Set<string>();
  for (const { path, analysis, sources, given, aside } of nodes) {
    if (aside === 'measured') continue;
    const keeps = analysis.inner ? 'both' : (analysis.kind?.keeps ?? 'both');
    if (given || keeps === 'output' || keeps === 'both') saved.add(owner(path));
    if (keeps === 'inputs' || keeps === 'both') for (const one of sources) saved.add(owner(one));
    // The batch itself stays until the step is over.
    if (analysis.kind?.id === 'input') saved.add(path);
  }
  return saved;
}

/** What may be freed after each place: the tensors of a call that has ended, and of all at the end. */
function lastUses(
  nodes: readonly TapeNode[],
  owner: (path: string) => string,
): ReadonlyMap<number, readonly string[]> {
  const callEnd = new Map<string, number>();
  for (const [place, { call }] of nodes.entries()) if (call !== undefined) callEnd.set(call, place);
  const until = new Map<string, number>();
  for (const [place, { path, sources, call }] of nodes.entries()) {
    const end = call === undefined ? nodes.length - 1 : (callEnd.get(call) ?? place);
    for (const one of [path, ...sources]) {
      until.set(owner(one), Math.max(until.get(owner(one)) ?? 0, one === path ? end : place));
    }
  }
  const freed = new Map<number, string[]>();
  for (const [path, place] of until) {
    const list = freed.get(place);
    if (list) list.push(path);
    else freed.set(place, [path]);
  }
  return freed;
}

/** The nodes whose output depends on a weight that is changed: only through these do gradients flow. */
export function learningNodes(nodes: readonly TapeNode[]): ReadonlySet<string> {
  const learning = new Set<string>();
  for (const { path, analysis, sources, trains } of nodes) {
    if (analysis.node.kind === 'stopGradient' || givesNoFractions(analysis)) continue;
    const isTrained =
      trains &&
      ((analysis.costs?.trainableParameters ?? 0) > 0 ||
        (analysis.costs?.weights ?? []).some(({ trainable }) => trainable));
    if (isTrained || sources.some((source) => learning.has(source))) learning.add(path);
  }
  return learning;
}

/** Whether all that leaves a node are whole numbers or truths, which have no gradient. */
function givesNoFractions({ outputs }: NodeAnalysis): boolean {
  const types = Object.values(outputs ?? {});
  return types.length > 0 && types.every(({ dtype }) => dtype !== 'float32');
}
