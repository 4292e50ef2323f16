import type { Position } from '../../src/document/project';
import { nodeHeight, nodeWidth } from './nodeSize';

/** The distance that a wire keeps from the nodes it goes around, in canvas pixels. */
const clearance = 20;

/** How far from a node a wire runs that has a shape written on it, in canvas pixels. */
const labelRoom = 36;

/** A wire that goes down by less than this, in canvas pixels, is led around its nodes. */
export const turn = 16;

/**
 * Where a wire down the canvas has to run so as not to pass behind nodes: the x of its middle part,
 * or null when the straight way is free. `start` and `end` are the ends of the wire.
 */
export function detour(start: Position, end: Position, nodes: Iterable<Position>): number | null {
  if (end.y - start.y < nodeHeight + clearance) return null;
  const blocking: Position[] = [];
  for (const node of nodes) {
    const top = node.y;
    const bottom = node.y + nodeHeight;
    // The nodes at its ends touch the wire, but are no obstacles.
    if (bottom <= start.y + 1 || top >= end.y - 1) continue;
    const middle = (Math.max(top, start.y) + Math.min(bottom, end.y)) / 2;
    const along = (middle - start.y) / (end.y - start.y);
    const x = start.x + (end.x - start.x) * along;
    if (x > node.x - clearance / 2 && x < node.x + nodeWidth + clearance / 2) blocking.push(node);
  }
  if (blocking.length === 0) return null;
  const between = [...nodes].filter(({ y }) => y + nodeHeight > start.y + 1 && y < end.y - 1);
  const ways = between.flatMap(({ x }) => [x - clearance, x + nodeWidth + clearance]);
  const isFree = (x: number): boolean =>
    between.every((node) => x < node.x - 8 || x > node.x + nodeWidth + 8);
  const middle = (start.x + end.x) / 2;
  // The shorter way; of ways as long, the one that leans less to either end.
  const length = (x: number): number =>
    Math.abs(x - start.x) + Math.abs(x - end.x) + Math.abs(x - middle) / 100;
  const [best] = ways.filter(isFree).sort((a, b) => length(a) - length(b));
  return best === undefined ? null : inGap(best, between);
}

/** Where there is room for a label in the gap that a place lies in; its middle, where it is narrow. */
function inGap(x: number, nodes: readonly Position[]): number {
  const left = Math.max(...nodes.map((node) => node.x + nodeWidth).filter((edge) => edge < x));
  const right = Math.min(...nodes.map((node) => node.x).filter((edge) => edge > x));
  if (right - left <= 2 * labelRoom) return (left + right) / 2;
  return Math.min(Math.max(x, left + labelRoom), right - labelRoom);
}

/**
 * Where a wire up the canvas has to run so as not to pass behind nodes: the x of its middle part, or
 * null when half-way between its ends is free (or nothing near is).
 */
export function riser(start: Position, end: Position, nodes: Iterable<Position>): number | null {
  const [top, bottom] = [end.y - clearance, start.y + clearance];
  const between: Position[] = [];
  for (const node of nodes) {
    if (node.y + nodeHeight > top && node.y < bottom) between.push(node);
  }
  const isFree = (x: number): boolean =>
    between.every((node) => x < node.x - 8 || x > node.x + nodeWidth + 8);
  const middle = (start.x + end.x) / 2;
  if (isFree(middle)) return null;
  const beside = between.flatMap(({ x }) => [x - clearance, x + nodeWidth + clearance]);
  const free = beside.filter(isFree).sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  return free[0] ?? null;
}

/** The way of a wire through a detour, as an SVG path. */
export function detourPath(start: Position, end: Position, x: number): string {
  const bend = Math.min(40, (end.y - start.y) / 3);
  const from = start.y + bend;
  const to = end.y - bend;
  return [
    `M${start.x},${start.y}`,
    `C${start.x},${start.y + bend * 0.7} ${x},${from - bend * 0.7} ${x},${from}`,
    `L${x},${to}`,
    `C${x},${to + bend * 0.7} ${end.x},${end.y - bend * 0.7} ${end.x},${end.y}`,
  ].join(' ');
}
