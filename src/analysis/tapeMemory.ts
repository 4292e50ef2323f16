import { bytesPerElement } from '../base/tensorType';
import { type Kernels, numbersIn, type Tape } from '../kinds/tape';
import { expandNetwork } from './expandNetwork';
import type { GraphAnalysis, NodeAnalysis } from './graphAnalysis';
import { joinNormalizations } from './joinedTape';

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
  /** The paths whose outputs it keeps for its gradient, where that is not what its kind says. */
  readonly saves?: readonly string[];
}

/** Bytes of activations and gradients while an update is calculated. */
export interface TapeBytes {
  readonly peak: number;
  /** The gradients of weights, which are still there at the end. */
  readonly weightGradients: number;
}

/**
 * Plays the tape of an update: forward, whatever some operation needs for its gradient is kept, the rest
 * is freed at the end of its call; backward, everything is freed as soon as nothing needs it any more
 * (see `variableGradients`). Nodes are given sources first; `ends` are those whose gradient is asked for.
 */
export function tapeBytes(
  nodes: readonly TapeNode[],
  ends: readonly string[],
  kernels: Kernels,
): TapeBytes {
  const played = kernels === 'compiled' ? joinNormalizations(nodes, ends) : nodes;
  const owners = storageOwners(played);
  const owner = (path: string): string => owners.get(path) ?? path;
  const outputs = new Map(played.map((node) => [node.path, outputBytes(node)]));
  const tapes = new Map(played.map((node) => [node.path, tapeOf(node, kernels, played)]));
  const given = new Set(played.flatMap((node) => (node.given ? [node.path] : [])));
  const size = (path: string): number => (given.has(path) ? 0 : (outputs.get(path) ?? 0));
  const savers = firstSavers(played, owner, tapes);
  for (const end of ends) if (!savers.has(owner(end))) savers.set(owner(end), -1);

  let held = 0;
  let peak = 0;
  const callEnds = lastUses(played, owner);
  for (const [place, { path, aside }] of played.entries()) {
    const tape = tapes.get(path) as PlayedTape;
    if (owner(path) === path) held += size(path);
    held += aside === 'measured' ? 0 : tape.kept;
    peak = Math.max(peak, held + (aside === 'measured' ? tape.workspace : 0));
    for (const freed of callEnds.get(place) ?? []) if (!savers.has(freed)) held -= size(freed);
  }

  const learning = learningNodes(played);
  const gradientSize = (path: string): number => outputs.get(path) ?? 0;
  const gradients = new GradientsInFlight(gradientSize);
  for (const end of ends) if (learning.has(end)) gradients.arrive(end, null);
  const freedAt = placesOf(savers);
  const uses = new Set<string>();
  let weightGradients = 0;
  for (const [place, { path, analysis, sources, trains, aside, weights = path }] of [
    ...played.entries(),
  ].reverse()) {
    const tape = tapes.get(path) as PlayedTape;
    if (gradients.has(path)) {
      if (trains) {
        const bytes = (analysis.costs?.trainableParameters ?? 0) * 4;
        // Each use of a weight gives a gradient, which is added to that of the others.
        const isAdded = tape.uses > 1 || uses.has(weights);
        if (!uses.has(weights)) {
          uses.add(weights);
          weightGradients += bytes;
          held += bytes;
        }
        if (isAdded) peak = Math.max(peak, held + gradients.held + 2 * bytes);
      }
      const passed = tape.passesGradient ? path : null;
      const learners = sources.filter((source) => learning.has(source));
      const others = sources.filter((source) => !learning.has(source));
      const unneeded = tape.isFused ? others.reduce((sum, one) => sum + gradientSize(one), 0) : 0;
      // What operations inside keep is let go one after the other while their gradients come and go.
      const between = Math.max(tape.workspace, tape.gradients - tape.kept) + unneeded;
      for (const source of learners) gradients.arrive(source, passed);
      peak = Math.max(peak, held + gradients.most() + between);
      gradients.release(path);
    }
    if (aside !== 'measured') held -= tape.kept;
    for (const freed of freedAt.get(place) ?? []) held -= size(freed);
  }
  return { peak, weightGradients };
}

/** The gradients of outputs on the way back, by path; several may share one tensor. */
class GradientsInFlight {
  readonly #bytesOf: (path: string) => number;
  readonly #found = new Map<string, { readonly bytes: number; owners: number }>();
  #most = 0;
  /** The bytes of all of them now. */
  held = 0;

  constructor(bytesOf: (path: string) => number) {
    this.#bytesOf = bytesOf;
  }

  has(path: string): boolean {
    return this.#found.has(path);
  }

  /** The most that was held since this was asked last. */
  most(): number {
    const most = Math.max(this.#most, this.held);
    this.#most = 0;
    return most;
  }

  /** A gradient of a path: a tensor of its own, or that of another path. */
  arrive(path: string, shared: string | null): void {
    const arrived = (shared === null ? null : this.#found.get(shared)) ?? this.#allocate(path);
    arrived.owners += 1;
    const before = this.#found.get(path);
    if (!before) {
      this.#found.set(path, arrived);
      return;
    }
    // The sum is a tensor of its own.
    const sum = this.#allocate(path);
    sum.owners += 1;
    this.#found.set(path, sum);
    this.#leave(before);
    this.#leave(arrived);
  }

  release(path: string): void {
    const found = this.#found.get(path);
    this.#found.delete(path);
    if (found) this.#leave(found);
  }

  #allocate(path: string): { readonly bytes: number; owners: number } {
    const bytes = this.#bytesOf(path);
    this.held += bytes;
    this.#most = Math.max(this.#most, this.held);
    return { bytes, owners: 0 };
  }

  #leave(tensor: { readonly bytes: number; owners: number }): void {
    tensor.owners -= 1;
    if (tensor.owners === 0) this.held -= tensor.bytes;
  }
}

/** A tape in bytes for the whole batch. */
interface PlayedTape {
  readonly kept: number;
  readonly gradients: number;
  readonly workspace: number;
  readonly uses: number;
  readonly passesGradient: boolean;
  readonly isFused: boolean;
  readonly keepsOutput: boolean;
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
    keepsOutput: tape.keepsOutput ?? false,
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
    keepsOutput: true,
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
    keepsOutput: true,
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

/**
 * The first node, as a place, that keeps each storage for its gradient: the last to let it go. What
 * nothing keeps is left out.
 */
function firstSavers(
  nodes: readonly TapeNode[],
  owner: (path: string) => string,
  tapes: ReadonlyMap<string, PlayedTape>,
): Map<string, number> {
  const savers = new Map<string, number>();
  const save = (path: string, place: number): void => {
    savers.set(owner(path), Math.min(savers.get(owner(path)) ?? place, place));
  };
  for (const [place, node] of nodes.entries()) {
    const { path, analysis, given, aside } = node;
    if (aside === 'measured') continue;
    for (const saved of node.saves ?? savedBy(node)) save(saved, place);
    if (tapes.get(path)?.keepsOutput && !node.saves) save(path, place);
    // The batch itself stays until the step is over.
    if (given || analysis.kind?.id === 'input') save(path, -1);
  }
  return savers;
}

/** The paths whose outputs a node keeps for its gradient, as its kind says. */
function savedBy({ path, analysis, sources }: TapeNode): readonly string[] {
  const keeps = analysis.inner ? 'both' : (analysis.kind?.keeps ?? 'both');
  return [
    ...(keeps === 'output' || keeps === 'both' ? [path] : []),
    ...(keeps === 'inputs' || keeps === 'both' ? sources : []),
  ];
}

/** What each place lets go. */
function placesOf(savers: ReadonlyMap<string, number>): ReadonlyMap<number, readonly string[]> {
  const places = new Map<number, string[]>();
  for (const [path, place] of savers) {
    const list = places.get(place);
    if (list) list.push(path);
    else places.set(place, [path]);
  }
  return places;
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
