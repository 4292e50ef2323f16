/** Bytes that each thread has for what it works out on the way. */
export const SCRATCH_BYTES: i32 = 1 << 20;
/** Bytes of a tile. */
const TILE_BYTES: i32 = 192;
/** Bytes that each thread gets: behind those is room for a tile and some constants. */
export const THREAD_BYTES: i32 = SCRATCH_BYTES + TILE_BYTES + 64;
/** Bytes of the parameters of one job. */
export const JOB_BYTES: i32 = 512;
/** Where sizes lie that several jobs share. */
export const SIZES_AT: i32 = 64 + 2 * JOB_BYTES;
/** Bytes of the block that all threads see. */
export const CONTROL_BYTES: i32 = SIZES_AT + 256;

let control: usize = 0;
let scratch: usize = 0;
let threads: i32 = 1;

/** Tells this thread where its memory is, and how many threads there are. */
export function begin(controlAt: usize, scratchAt: usize, threadCount: i32): void {
  control = controlAt;
  scratch = scratchAt;
  threads = threadCount;
}

/** The block that all threads see. */
export function sharedMemory(): usize {
  return control;
}

/** This thread's own memory, SCRATCH_BYTES of it. */
export function ownMemory(): usize {
  return scratch;
}

/** Room for a tile that is not written whole. */
export function tileMemory(): usize {
  return scratch + <usize>SCRATCH_BYTES;
}

/** Room for eight numbers that the tasks of a job multiply by. */
export function constantMemory(): usize {
  return tileMemory() + TILE_BYTES;
}

/** How many threads there are, the one that asks included. */
export function threadCount(): i32 {
  return threads;
}
