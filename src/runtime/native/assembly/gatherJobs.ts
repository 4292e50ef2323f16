import { GATHER_ROWS, Gather, SEGMENT_SUM_COLUMNS, SegmentSum } from './gatherTasks';
import { nextParameters, runJob } from './jobs';
import { GATHER, SEGMENT_SUM } from './recurrentTasks';

/** The place of the first of so many indices that is not from 0 to below `size`, or -1. */
export function firstBadIndex(indices: usize, count: i32, size: i32): i32 {
  for (let place = 0; place < count; place++) {
    const index = i32.load(indices + <usize>place * 4);
    if (index < 0 || index >= size) return place;
  }
  return -1;
}

/**
 * Picks rows of 4-byte numbers by sound indices: [lists, stacksOfList, size, width] and indices
 * [lists, count] → out [lists, stacksOfList, count, width].
 */
export function gather(
  from: usize,
  indices: usize,
  out: usize,
  lists: i32,
  stacksOfList: i32,
  size: i32,
  count: i32,
  width: i32,
): void {
  const job = changetype<Gather>(nextParameters());
  job.from = from;
  job.indices = indices;
  job.out = out;
  job.stacks = lists * stacksOfList;
  job.stacksOfList = stacksOfList;
  job.size = size;
  job.count = count;
  job.width = width;
  runJob(GATHER, (job.stacks * count + GATHER_ROWS - 1) / GATHER_ROWS);
}

/** Adds up rows [rows, width] by segments: out [segments, width]; rows of no segment are left out. */
export function sumSegments(
  from: usize,
  segmentIds: usize,
  out: usize,
  rows: i32,
  segments: i32,
  width: i32,
): void {
  const job = changetype<SegmentSum>(nextParameters());
  job.from = from;
  job.segmentIds = segmentIds;
  job.out = out;
  job.rows = rows;
  job.segments = segments;
  job.width = width;
  runJob(SEGMENT_SUM, (width + SEGMENT_SUM_COLUMNS - 1) / SEGMENT_SUM_COLUMNS);
}
