import { sameJson } from '../base/jsonValue';
import { withValues } from '../base/overlaidMap';
import type { Shape } from '../base/tensorType';
import { isKnownNode, type KnownNode, type NumberedNode } from './numberedNode';

/** What one axis of an output sees of the same axis of the network's input. */
export interface AxisReceptiveField {
  /** Input positions from the first to the last that one output position may see. */
  readonly size: number;
  /**
   * Input positions between what two neighbours see, below 1 where the image has grown; null where
   * paths with different jumps meet.
   */
  readonly jump: number | null;
  /** The middle of what the first output position sees, the first input position being 0. */
  readonly centre: number | null;
}

/**
 * What a node sees of the network's input: an entry for each axis but the last, or all of it; null
 * where it is not known, where there are no such axes, and where nothing of the input arrives.
 */
export type ReceptiveField = readonly AxisReceptiveField[] | 'everything' | null;

/** What the numbers of a receptive field mean, for headings and help. */
export const receptiveFieldConvention =
  'Input positions that one output position can see along each axis, padding and what lies beyond the edge included: r grows by (k − 1)·j, the jump j by the stride. Where paths meet, the largest counts; statistics of normalisation do not.';

/** Fractions such as 1/3 add up to whole numbers but for this. */
const tolerance = 1e-9;

/**
 * One axis on its way through the network. What position o sees is written in two steps, since a
 * grown image is seen through the whole positions of the smaller one: from o·step + from to
 * o·step + to on a grid of which position g sees g·jump + first to g·jump + last of the input.
 */
interface Axis {
  readonly first: number;
  readonly last: number;
  readonly jump: number;
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

interface Unequal {
  readonly size: number;
}

/** What arrives from a source; `nothing` from constants, which see no input. */
type Seen = readonly (Axis | Unequal)[] | 'everything' | 'nothing' | null;

const onItsOwnGrid = { from: 0, to: 0, step: 1 } as const;
const inputAxis: Axis = { first: 0, last: 0, jump: 1, ...onItsOwnGrid };

/**
 * The receptive field of every node, by id; nodes are given sources first. Nodes that are wrong, and
 * all behind them, have none. Source of the rule: Dumoulin & Visin, arXiv:1603.07285; Araujo, Norris
 * & Sim, Computing Receptive Fields of Convolutional Neural Networks, Distill 2019.
 */
export function receptiveFields(
  nodes: readonly NumberedNode[],
): ReadonlyMap<string, ReceptiveField> {
  return networkFields(nodes, null).fields;
}

/** The receptive fields of the nodes of a network, and what is needed to work out the next ones. */
export interface NetworkFields {
  readonly nodes: readonly NumberedNode[];
  readonly fields: ReadonlyMap<string, ReceptiveField>;
  /** The nodes whose field is another than before. */
  readonly changed: ReadonlySet<string>;
  readonly paths: ReadonlyMap<string, Path>;
}

/**
 * The receptive fields of a network, given those from before some of its nodes changed, with the same
 * ids and sources in the same places: only what lies behind the changes is worked out anew.
 */
export function networkFields(
  nodes: readonly NumberedNode[],
  before: NetworkFields | null,
): NetworkFields {
  const paths = new Map<string, Path>();
  const fields = new Map<string, ReceptiveField>();
  for (const [place, node] of nodes.entries()) {
    const isUntouched = before?.nodes[place] === node && !node.sources.some((id) => paths.has(id));
    if (isUntouched) continue;
    const arriving = node.sources.map(
      (id) => paths.get(id) ?? before?.paths.get(id) ?? unknownPath,
    );
    const seen = node.bypassed
      ? meet(arriving.map((path) => path.seen))
      : isKnownNode(node)
        ? seenBy(node, arriving)
        : null;
    const path = { seen, shape: mainShape(node) };
    const old = before?.paths.get(node.id);
    if (old && sameJson(old as never, path as never)) continue;
    paths.set(node.id, path);
    fields.set(node.id, described(node, seen));
  }
  if (!before) return { nodes, fields, paths, changed: new Set(fields.keys()) };
  return {
    nodes,
    fields: withValues(before.fields, fields),
    paths: withValues(before.paths, paths),
    changed: new Set(fields.keys()),
  };
}

/** What arrives from a node: what its output sees and how long its axes are. */
interface Path {
  readonly seen: Seen;
  readonly shape: Shape;
}

const unknownPath: Path = { seen: null, shape: [] };

function mainShape({ outputs }: NumberedNode): Shape {
  return Object.values(outputs ?? {})[0]?.shape ?? [];
}

function seenBy(node: KnownNode, paths: readonly Path[]): Seen {
  const shape = mainShape(node);
  if (paths.length === 0) {
    return node.kind.family === 'input' ? shape.map(() => inputAxis) : 'nothing';
  }
  const reach = node.kind.reach(node.fields, node.inputs, node.outputs);
  const before = meet(
    paths.map((path) => (reach === 'same' && paths.length > 1 ? spread(path, shape) : path.seen)),
  );
  if (reach === 'nothing') return reach;
  if (before === null || before === 'everything' || before === 'nothing') return before;
  // A block that is one layer runs along a sequence, and every step sees those before it.
  if (reach === 'everything' || node.kind.family === 'block') return 'everything';
  if (reach === 'same') return before;
  if (reach.size.length > before.length) return null;
  const after: (Axis | Unequal)[] = [];
  for (const [place, axis] of before.entries()) {
    const { size, stride, padding } = reach;
    const [k = 1, s = 1, p = 0] = [size[place], stride[place], padding[place]];
    if ('jump' in axis) after.push(slide(axis, k, s, p));
    else if (k === 1 && s === 1) after.push(axis);
    else return null;
  }
  return after;
}

/** What is seen of a path that meets others: a number that is spread over an axis is seen by all of it. */
function spread({ seen, shape }: Path, onto: Shape): Seen {
  if (seen === null || typeof seen === 'string') return seen;
  const isSpread =
    shape.length < onto.length ||
    onto.slice(0, -1).some((length, axis) => shape[axis] === 1 && length !== 1);
  return isSpread ? 'everything' : seen;
}

/** Puts a window on top of an axis: r += (k − 1)·j, j *= s, the start moved back by the padding. */
function slide(axis: Axis, size: number, stride: number, padding: number): Axis {
  const from = axis.from - padding * axis.step;
  const to = axis.to + (size - 1 - padding) * axis.step;
  const step = axis.step * stride;
  const whole = Math.round(step);
  if (whole < 1 || Math.abs(step - whole) > tolerance) return { ...axis, from, to, step };
  // Every position now stands alike on the grid, so that its ends can be rounded to it for good.
  const firstSeen = Math.ceil(from - tolerance);
  const lastSeen = Math.max(Math.floor(to + tolerance), firstSeen);
  return {
    first: axis.first + firstSeen * axis.jump,
    last: axis.last + lastSeen * axis.jump,
    jump: axis.jump * whole,
    ...onItsOwnGrid,
  };
}

const jumpOf = (axis: Axis): number => axis.jump * axis.step;
const startOf = (axis: Axis): number => axis.first + axis.from * axis.jump;
const endOf = (axis: Axis): number => axis.last + axis.to * axis.jump;

function sizeOf(axis: Axis | Unequal): number {
  if (!('jump' in axis)) return axis.size;
  return axis.last - axis.first + 1 + Math.floor(axis.to - axis.from + tolerance) * axis.jump;
}

/** What a node sees whose inputs see these. */
function meet(all: readonly Seen[]): Seen {
  if (all.includes(null)) return null;
  if (all.includes('everything')) return 'everything';
  const paths = all.filter((path) => path !== null && typeof path !== 'string');
  const [only] = paths;
  if (!only) return 'nothing';
  if (paths.every((path) => path === only)) return only;
  const places = Math.min(...paths.map((path) => path.length));
  return Array.from({ length: places }, (_, place) =>
    meetAxes(paths.map((path) => path[place] as Axis | Unequal)),
  );
}

function meetAxes(axes: readonly (Axis | Unequal)[]): Axis | Unequal {
  const sliding = axes.filter((axis) => 'jump' in axis);
  const jump = sliding[0] ? jumpOf(sliding[0]) : null;
  const common = sliding.every((axis) => Math.abs(jumpOf(axis) - (jump ?? 0)) <= tolerance);
  if (jump === null || !common || sliding.length < axes.length) {
    return { size: Math.max(...axes.map(sizeOf)) };
  }
  const first = Math.min(...sliding.map(startOf));
  const last = Math.max(...sliding.map(endOf));
  const widest = sliding.find(
    (axis) => startOf(axis) <= first + tolerance && endOf(axis) >= last - tolerance,
  );
  return widest ?? { first, last, jump, ...onItsOwnGrid };
}

function described(node: NumberedNode, seen: Seen): ReceptiveField {
  if (seen === 'everything') return seen;
  if (seen === 'nothing' || seen === null) return null;
  const axes = seen.slice(0, Math.max(mainShape(node).length - 1, 0));
  if (axes.length === 0) return null;
  return axes.map((axis) =>
    'jump' in axis
      ? { size: sizeOf(axis), jump: jumpOf(axis), centre: (startOf(axis) + endOf(axis)) / 2 }
      : { size: axis.size, jump: null, centre: null },
  );
}
