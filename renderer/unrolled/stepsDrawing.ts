import type { FirstSteps } from '../../src/analysis/firstSteps';
import { edgesInto } from '../../src/analysis/graphStructure';
import type { Family } from '../../src/kinds/family';

/** A place in the drawing. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A layer inside a step. */
export interface StepBox extends Point {
  readonly id: string;
  /** Half of its width. */
  readonly half: number;
  readonly family: Family;
}

/** A line with an arrow where it ends; dashed where it counts at some times only. */
export interface StepWire {
  readonly path: string;
  readonly kind: 'inside' | 'between';
  readonly isDashed?: boolean;
}

/** A name at the end of a wire, with the number of its step. */
export interface StepLabel extends Point {
  readonly text: string;
  readonly step: number | null;
  readonly anchor: 'start' | 'middle' | 'end';
}

/** The first steps of a scanned block side by side, as lectures draw them: time goes to the right. */
export interface StepsDrawing {
  readonly width: number;
  readonly height: number;
  readonly frames: readonly { readonly x: number; readonly step: number }[];
  readonly frame: { readonly y: number; readonly width: number; readonly height: number };
  readonly boxes: readonly (StepBox & { readonly step: number })[];
  readonly wires: readonly StepWire[];
  readonly labels: readonly StepLabel[];
}

/** Half the height of a box, and how far rows of boxes are apart. */
export const boxHalf = 10;
const rowPitch = 40;
const boxGap = 8;
const statePitch = 24;
const between = 48;
const side = 16;
const above = 34;
const below = 34;
/** More layers than these are drawn as one box. */
const mostInside = 30;

/** Draws the first steps of a scanned block. */
export function drawSteps(told: FirstSteps): StepsDrawing {
  const cell = layOutCell(told);
  const longest = Math.max(0, ...cell.states.map(({ from }) => from?.length ?? 0));
  const left = Math.max(between, longest * 6 + 20);
  const frames = Array.from({ length: told.shown }, (_, index) => ({
    x: left + index * (cell.width + between),
    step: index + 1,
  }));
  const boxes: StepsDrawing['boxes'][number][] = [];
  const wires: StepWire[] = [];
  const labels: StepLabel[] = [];
  const top = above;
  const bottom = top + cell.height;
  for (const { x, step } of frames) {
    const at = (point: Point): Point => ({ x: x + point.x, y: top + point.y });
    for (const box of cell.boxes) boxes.push({ ...box, ...at(box), step });
    for (const [from, to] of cell.wires) {
      wires.push({ path: rising(at(from), at(to)), kind: 'inside' });
    }
    for (const state of cell.states) {
      const { y } = at(state.left);
      const isFirst = step === 1;
      const isTaught = state.role === 'teacher' && step > 1;
      for (const to of state.targets) {
        wires.push({ path: fromSide({ x, y }, at(to)), kind: 'inside' });
      }
      wires.push({ path: toSide(at(state.source), { x: x + cell.width, y }), kind: 'inside' });
      // What is taught begins with the first entry of what comes from below.
      if (!isFirst || state.role !== 'teacher') {
        wires.push({
          path: `M ${x - (isFirst ? left : between)} ${y} H ${x}`,
          kind: 'between',
          ...(isTaught ? { isDashed: true } : {}),
        });
        labels.push({
          x: x - (isFirst ? left : between) / 2 - 4,
          y: y - 5,
          text: isFirst ? (state.from ?? '0') : state.node,
          step: isFirst ? null : step - 1,
          anchor: 'middle',
        });
      }
      if (state.role === 'teacher') {
        wires.push({
          path: `M ${x + 12} ${bottom + 14} V ${y}`,
          kind: 'between',
          isDashed: step > 1,
        });
        labels.push({ x: x + 12, y: bottom + 26, text: state.from ?? '', step, anchor: 'middle' });
      }
    }
    for (const { node, role, port, targets, from } of cell.fromBelow) {
      const start = at(port);
      for (const to of targets) wires.push({ path: rising(start, at(to)), kind: 'inside' });
      wires.push({ path: `M ${start.x} ${start.y + 14} V ${start.y}`, kind: 'between' });
      const text = role === 'whole' ? (from ?? node) : node;
      const number = role === 'whole' ? null : step;
      labels.push({ x: start.x, y: bottom + 26, text, step: number, anchor: 'middle' });
    }
    for (const { node, keep, port, source } of cell.toAbove) {
      if (keep === 'last' && step !== told.steps) continue;
      const end = at(port);
      wires.push({ path: upTo(at(source), end), kind: 'inside' });
      wires.push({ path: `M ${end.x} ${end.y} V ${end.y - 14}`, kind: 'between' });
      labels.push({ x: end.x, y: top - 19, text: node, step, anchor: 'middle' });
    }
  }
  const last = frames.at(-1);
  const hasMore = told.steps === null || told.steps > told.shown;
  for (const state of cell.states) {
    const y = top + state.left.y;
    if (!last || !hasMore) continue;
    const x = last.x + cell.width;
    wires.push({ path: `M ${x} ${y} H ${x + between - 16}`, kind: 'between' });
    labels.push({ x: x + between - 10, y: y + 4, text: '…', step: null, anchor: 'start' });
    labels.push({
      x: x + between / 2 - 6,
      y: y - 5,
      text: state.node,
      step: told.shown,
      anchor: 'middle',
    });
  }
  return {
    width: left + frames.length * (cell.width + between),
    height: bottom + below,
    frames,
    frame: { y: top, width: cell.width, height: cell.height },
    boxes,
    wires,
    labels,
  };
}

/** One step: where its layers stand, and where wires come in and go out. */
interface Cell {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly StepBox[];
  /** From the upper edge of a box to the lower edge of another. */
  readonly wires: readonly (readonly [Point, Point])[];
  readonly states: readonly {
    readonly node: string;
    readonly role: 'state' | 'teacher';
    readonly from: string | null;
    readonly left: Point;
    readonly targets: readonly Point[];
    readonly source: Point;
  }[];
  readonly fromBelow: readonly {
    readonly node: string;
    readonly role: 'sequence' | 'whole';
    readonly from: string | null;
    readonly port: Point;
    readonly targets: readonly Point[];
  }[];
  readonly toAbove: readonly {
    readonly node: string;
    readonly keep: 'all' | 'last';
    readonly port: Point;
    readonly source: Point;
  }[];
}

function layOutCell(told: FirstSteps): Cell {
  const inside = insideOf(told);
  const boxes = new Map<string, StepBox>();
  const rows = inside.rows;
  const widths = rows.map((row) => row.reduce((sum, { half }) => sum + 2 * half + boxGap, -boxGap));
  const names = told.outputs.reduce((sum, { node }) => sum + 2 * labelHalf(node), 0);
  const width = Math.max(96, names - 2 * side, ...widths) + 2 * side;
  const states = told.inputs.filter(({ fedFrom }) => fedFrom !== null).length;
  const height = Math.max(rows.length * rowPitch + 28, states * statePitch + 40);
  for (const [place, row] of rows.entries()) {
    const y = height - 14 - rowPitch * (place + 0.5);
    for (const { id, half, family, x } of spread(row, inside, boxes, width)) {
      boxes.set(id, { id, half, family, x, y });
    }
  }
  const upper = (box: StepBox): Point => ({ x: box.x, y: box.y - boxHalf });
  const lower = (box: StepBox): Point => ({ x: box.x, y: box.y + boxHalf });
  const targetsOf = (input: string): Point[] =>
    [...new Set(inside.wires.filter(([from]) => from === input).map(([, to]) => to))].flatMap(
      (to) => {
        const box = boxes.get(to);
        return box ? [lower(box)] : [];
      },
    );
  const below = told.inputs.flatMap((input) => {
    if (input.role !== 'sequence' && input.role !== 'whole') return [];
    const { node, role, source } = input;
    return [{ node, role, from: source, targets: targetsOf(node) } as const];
  });
  const fromBelow = below.map((input, place) => ({
    ...input,
    port: { x: (width * (place + 1)) / (below.length + 1), y: height },
  }));
  const fedBack: Cell['states'][number][] = [];
  let free = height - 16;
  const sourceOf = (output: string): Point => {
    const id = inside.outputs.get(output) ?? '';
    const box = boxes.get(id);
    return box ?? fromBelow.find(({ node }) => node === id)?.port ?? { x: 0, y: free };
  };
  for (const { node, role, source, fedFrom } of told.inputs) {
    if (role !== 'state' && role !== 'teacher') continue;
    const targets = targetsOf(node);
    const lowest = Math.max(0, ...targets.map(({ y }) => y));
    const y = Math.min(free, lowest === 0 ? free : lowest + 9);
    fedBack.push({
      node,
      role,
      from: source,
      left: { x: 0, y },
      targets,
      source: sourceOf(fedFrom ?? ''),
    });
    free = y - statePitch;
  }
  const toAbove = told.outputs.map(({ node, keep }) => {
    const source = sourceOf(node);
    const over = [...boxes.values()].filter(
      ({ x, y, half }) => y < source.y - boxHalf && Math.abs(x - source.x) < half + 4,
    );
    const beside = Math.min(source.x, ...over.map(({ x, half }) => x - half - 8));
    return {
      node,
      keep,
      source: { x: source.x, y: source.y - boxHalf },
      port: { x: beside, y: 0 },
    };
  });
  return {
    width,
    height,
    boxes: [...boxes.values()],
    wires: inside.wires.flatMap(([from, to]) => {
      const [start, end] = [boxes.get(from), boxes.get(to)];
      return start && end ? [[upper(start), lower(end)] as const] : [];
    }),
    states: fedBack,
    fromBelow,
    toAbove: apart(toAbove, width),
  };
}

/** Half of what the name of an output takes, with its number and a gap. */
function labelHalf(text: string): number {
  return text.length * 3 + 9;
}

/** Moves ends apart so that no name stands over another. */
function apart(ends: Cell['toAbove'], width: number): Cell['toAbove'] {
  let least = 0;
  const right = [...ends]
    .sort((a, b) => a.port.x - b.port.x)
    .map((end) => {
      const half = labelHalf(end.node);
      const x = Math.max(end.port.x, least + half);
      least = x + half;
      return { ...end, port: { ...end.port, x } };
    });
  let most = width;
  return right.reverse().map((end) => {
    const half = labelHalf(end.node);
    const x = Math.min(end.port.x, most - half);
    most = x - half;
    return { ...end, port: { ...end.port, x } };
  });
}

interface Inside {
  /** The layers by how many come before them, from the bottom up. */
  readonly rows: readonly (readonly Omit<StepBox, 'x' | 'y'>[])[];
  readonly wires: readonly (readonly [string, string])[];
  /** Where the outputs come from, by output node. */
  readonly outputs: ReadonlyMap<string, string>;
}

function insideOf({ cell, inputs, outputs }: FirstSteps): Inside {
  const ends = new Set(['input', 'output']);
  const isLayer = (id: string): boolean => !ends.has(cell.graph.nodes[id]?.kind ?? '');
  const layers = cell.structure.order.filter((id) => isLayer(id) && !cell.structure.unused.has(id));
  const before = (id: string): string[] =>
    [...edgesInto(cell.structure, id).values()].map(({ from }) => from.node);
  if (layers.length > mostInside || layers.length === 0) {
    const id = cell.id;
    return {
      rows: [[box(id, 'block')]],
      wires: inputs.map(({ node }) => [node, id] as const),
      outputs: new Map(outputs.map(({ node }) => [node, id])),
    };
  }
  const depth = new Map<string, number>();
  const rows: Omit<StepBox, 'x' | 'y'>[][] = [];
  for (const id of layers) {
    const place = Math.max(-1, ...before(id).map((other) => depth.get(other) ?? -1)) + 1;
    depth.set(id, place);
    const row = rows[place] ?? [];
    row.push(box(id, cell.nodes.get(id)?.kind?.family ?? 'block'));
    rows[place] = row;
  }
  return {
    rows,
    wires: layers.flatMap((id) => before(id).map((from) => [from, id] as const)),
    outputs: new Map(
      outputs.map(({ node }) => [node, isLayer(node) ? node : (before(node)[0] ?? '')]),
    ),
  };
}

function box(id: string, family: Family): Omit<StepBox, 'x' | 'y'> {
  return { id, family, half: Math.max(22, id.length * 3 + 8) };
}

/** Stands the boxes of a row above those that they take from, none over another. */
function spread(
  row: Inside['rows'][number],
  { wires }: Inside,
  placed: ReadonlyMap<string, StepBox>,
  width: number,
): readonly Omit<StepBox, 'y'>[] {
  const total = row.reduce((sum, { half }) => sum + 2 * half + boxGap, -boxGap);
  let next = (width - total) / 2;
  const wanted = row.map((one) => {
    const usual = next + one.half;
    next += 2 * one.half + boxGap;
    const below = wires.flatMap(([from, to]) => (to === one.id ? (placed.get(from) ?? []) : []));
    const x = below.length > 0 ? below.reduce((sum, { x }) => sum + x, 0) / below.length : usual;
    return { ...one, x: row.length > 2 && below.length === 1 ? usual : x };
  });
  wanted.sort((a, b) => a.x - b.x);
  let left = side;
  const right: Omit<StepBox, 'y'>[] = wanted.map((one) => {
    const x = Math.max(one.x, left + one.half);
    left = x + one.half + boxGap;
    return { ...one, x };
  });
  let limit = width - side;
  return right.reverse().map((one) => {
    const x = Math.min(one.x, limit - one.half);
    limit = x - one.half - boxGap;
    return { ...one, x };
  });
}

function rising(from: Point, to: Point): string {
  const middle = (from.y + to.y) / 2;
  return `M ${from.x} ${from.y} C ${from.x} ${middle} ${to.x} ${middle} ${to.x} ${to.y}`;
}

/** From a box to the upper edge of a step: first over to its place there, then straight up. */
function upTo(from: Point, to: Point): string {
  const y = Math.max(to.y, from.y - rowPitch + 2 * boxHalf);
  return `${rising(from, { x: to.x, y })} V ${to.y}`;
}

/** From the left edge of a step to the lower edge of a box. */
function fromSide(from: Point, to: Point): string {
  return `M ${from.x} ${from.y} C ${from.x + 16} ${from.y} ${to.x} ${Math.max(from.y, to.y + 12)} ${to.x} ${to.y}`;
}

/** From the middle of a box to the right edge of a step. */
function toSide(from: Point, to: Point): string {
  return `M ${from.x} ${from.y} C ${to.x - 12} ${from.y} ${to.x - 18} ${to.y} ${to.x} ${to.y}`;
}
