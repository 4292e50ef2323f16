import type { Position } from '../../src/document/project';
import { detour, riser, turn } from './detour';
import { nodeHeight } from './nodeSize';

/** A wire to be led over the canvas. */
export interface LedWire {
  readonly start: Position;
  readonly end: Position;
  /** What flows through it: wires of one source may lie upon each other. */
  readonly source: string;
}

/** How a wire goes around nodes. */
export interface WireWay {
  /** The x of its middle part. */
  readonly x: number;
  /** Where its shape is written: beside a node it passes; null where the wire has its middle. */
  readonly labelY: number | null;
  /** False where its shape would be written over that of its neighbour. */
  readonly isLabelled: boolean;
}

/** The distance between wires that run side by side, in canvas pixels. */
const laneWidth = 6;

/**
 * The ways of wires that must go around nodes, null for the others, in their order. Those of different
 * sources that would run in one place run side by side, and the first of them says its shape.
 */
export function wireWays(
  wires: readonly LedWire[],
  nodes: readonly Position[],
): readonly (WireWay | null)[] {
  const taken: { x: number; lanes: { source: string; spans: LedWire[] }[] }[] = [];
  return wires.map((wire) => {
    const isUp = wire.end.y < wire.start.y + turn;
    const x = (isUp ? riser : detour)(wire.start, wire.end, nodes);
    if (x === null) return null;
    if (isUp) return { x, labelY: null, isLabelled: true };
    let channel = taken.find((other) => Math.abs(other.x - x) < laneWidth);
    if (!channel) {
      channel = { x, lanes: [] };
      taken.push(channel);
    }
    const meets = (other: LedWire): boolean =>
      other.start.y < wire.end.y && wire.start.y < other.end.y;
    const isLabelled = !channel.lanes.some(({ spans }) => spans.some(meets));
    let index = channel.lanes.findIndex(
      ({ source, spans }) => source === wire.source || !spans.some(meets),
    );
    if (index < 0) index = channel.lanes.push({ source: wire.source, spans: [] }) - 1;
    channel.lanes[index]?.spans.push(wire);
    return { x: channel.x + laneOffset(index), labelY: labelHeight(wire, nodes), isLabelled };
  });
}

/** 0, to the right, to the left, further to the right… */
function laneOffset(index: number): number {
  return Math.ceil(index / 2) * laneWidth * (index % 2 === 1 ? 1 : -1);
}

/** The middle of that row of nodes which lies nearest to half-way: between rows other wires cross. */
function labelHeight({ start, end }: LedWire, nodes: readonly Position[]): number | null {
  const half = (start.y + end.y) / 2;
  const rows = nodes
    .map(({ y }) => y + nodeHeight / 2)
    .filter((y) => y > start.y + nodeHeight && y < end.y - nodeHeight)
    .sort((a, b) => Math.abs(a - half) - Math.abs(b - half));
  return rows[0] ?? null;
}
