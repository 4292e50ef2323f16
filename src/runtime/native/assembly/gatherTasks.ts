import { loadLanes, storeLanes } from './vectors';

/** Rows picked by their numbers out of stacks [stacks, size, width] → [stacks, count, width]. */
@unmanaged
export class Gather {
  from: usize;
  indices: usize;
  out: usize;
  stacks: i32;
  /** Stacks that share a list of indices. */
  stacksOfList: i32;
  size: i32;
  count: i32;
  width: i32;
}

/** Rows that one task copies. */
export const GATHER_ROWS: i32 = 64;

/** Copies some rows. */
export function gatherTask(gather: Gather, index: i32): void {
  const first = index * GATHER_ROWS;
  const end = min(first + GATHER_ROWS, gather.stacks * gather.count);
  for (let row = first; row < end; row++) {
    const stack = row / gather.count;
    const list = stack / gather.stacksOfList;
    const place = <usize>(list * gather.count + (row % gather.count));
    const picked = i32.load(gather.indices + place * 4);
    const rowBytes = <usize>gather.width * 4;
    let from = gather.from + <usize>(stack * gather.size + picked) * rowBytes;
    let to = gather.out + <usize>row * rowBytes;
    for (let left = gather.width; left > 0; left -= 4) {
      storeLanes(to, loadLanes(from, left), left);
      from += 16;
      to += 16;
    }
  }
}

/** Rows [rows, width] added up by the numbers of their segments → [segments, width]. */
@unmanaged
export class SegmentSum {
  from: usize;
  segmentIds: usize;
  out: usize;
  rows: i32;
  segments: i32;
  width: i32;
}

/** Columns that one task adds up. */
export const SEGMENT_SUM_COLUMNS: i32 = 64;

/** Adds up some columns, from the first row to the last; rows of no segment are left out. */
export function segmentSumTask(sum: SegmentSum, index: i32): void {
  const first = index * SEGMENT_SUM_COLUMNS;
  const columns = min(SEGMENT_SUM_COLUMNS, sum.width - first);
  const rowBytes = <usize>sum.width * 4;
  const out = sum.out + <usize>first * 4;
  for (let segment = 0; segment < sum.segments; segment++) {
    memory.fill(out + <usize>segment * rowBytes, 0, <usize>columns * 4);
  }
  for (let row = 0; row < sum.rows; row++) {
    const segment = i32.load(sum.segmentIds + <usize>row * 4);
    if (segment < 0 || segment >= sum.segments) continue;
    let from = sum.from + <usize>row * rowBytes + <usize>first * 4;
    let to = out + <usize>segment * rowBytes;
    for (let left = columns; left > 0; left -= 4) {
      storeLanes(to, f32x4.add(loadLanes(to, left), loadLanes(from, left)), left);
      from += 16;
      to += 16;
    }
  }
}
