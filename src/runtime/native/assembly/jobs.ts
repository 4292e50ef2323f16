import { runTask } from './runTask';
import { JOB_BYTES, sharedMemory, threadCount } from './threadMemory';

/*
 * How work is split among threads. A job is a number of tasks that don't depend on each other; every
 * thread, the one that asks included, takes the next task until none is left. What a task does never
 * depends on how many threads there are, so results don't either.
 *
 * All threads see one block of memory:
 *   0   the ticket: the job's number (bits 40 to 63), its tasks (20 to 39), the next task (0 to 19)
 *   8   tasks done
 *   12  the number of the newest job, on which idle threads sleep
 *   16  the kinds of even and odd jobs
 *   24  how many threads sleep, or are about to
 *   64  the parameters of even and odd jobs
 * The ticket holds all that says whether a task is somebody's, so a thread that comes late takes
 * either a task of the newest job or none.
 */
const DONE: usize = 8;
const NEWEST: usize = 12;
const KINDS: usize = 16;
const SLEEPING: usize = 24;
const PARAMETERS: usize = 64;
const COUNT_BITS: i64 = 20;
const COUNT_MASK: i64 = (1 << 20) - 1;
/** Threads count on a bit after a job's last task; that must not reach the bits of its tasks. */
const MOST_SHARED_TASKS: i32 = 1_000_000;
/**
 * So often a thread looks for a change before it sleeps: some tenths of a millisecond, since waking
 * takes about as long as JavaScript needs between two kernels, and longer than many a job.
 */
const LOOKS = 100_000;
/** Stands for the newest job when there will be no other. */
const DISMISSED: i32 = -1;

let job: i32 = 0;

/** Where the parameters of the next job are written. */
export function nextParameters(): usize {
  return sharedMemory() + PARAMETERS + <usize>((job + 1) & 1) * JOB_BYTES;
}

/** Runs a job whose parameters have been written, and comes back when all its tasks are done. */
export function runJob(kind: i32, count: i32): void {
  const parameters = nextParameters();
  job = (job + 1) & i32.MAX_VALUE;
  if (ASC_FEATURE_THREADS) {
    if (threadCount() > 1 && count > 1 && count <= MOST_SHARED_TASKS) {
      shareJob(kind, count);
      return;
    }
  }
  for (let index = 0; index < count; index++) runTask(kind, parameters, index);
}

function shareJob(kind: i32, count: i32): void {
  const control = sharedMemory();
  i32.store(control + KINDS + 4 * <usize>(job & 1), kind);
  atomic.store<i32>(control + DONE, 0);
  const number = <i64>(job & 0x7fffff);
  atomic.store<i64>(control, (number << (2 * COUNT_BITS)) | ((<i64>count) << COUNT_BITS));
  atomic.store<i32>(control + NEWEST, job);
  if (atomic.load<i32>(control + SLEEPING) > 0) {
    atomic.notify(control + NEWEST, threadCount() - 1);
  }
  takeTasks();
  // The others are at their last tasks. One that has lost its processor may need this thread's.
  waitWhileLess(control + DONE, count);
}

/** Lets the helping threads go. */
export function dismiss(): void {
  if (!ASC_FEATURE_THREADS) return;
  atomic.store<i32>(sharedMemory() + NEWEST, DISMISSED);
  atomic.notify(sharedMemory() + NEWEST, threadCount() - 1);
}

/** Does tasks of the newest job until none is left. */
function takeTasks(): void {
  const control = sharedMemory();
  while (true) {
    const ticket = atomic.add<i64>(control, 1);
    const index = <i32>(ticket & COUNT_MASK);
    const count = <i32>((ticket >> COUNT_BITS) & COUNT_MASK);
    if (index >= count) return;
    const parity = <usize>((ticket >> (2 * COUNT_BITS)) & 1);
    const kind = i32.load(control + KINDS + 4 * parity);
    runTask(kind, control + PARAMETERS + parity * JOB_BYTES, index);
    const done = atomic.add<i32>(control + DONE, 1) + 1;
    if (done === count) atomic.notify(control + DONE, 1);
  }
}

/** Waits until the number at an address has grown to `wanted`. */
function waitWhileLess(address: usize, wanted: i32): void {
  for (let looks = LOOKS; looks > 0; looks--) {
    if (atomic.load<i32>(address) >= wanted) return;
  }
  for (let seen = atomic.load<i32>(address); seen < wanted; seen = atomic.load<i32>(address)) {
    atomic.wait<i32>(address, seen, -1);
  }
}

/** What a thread that only helps does, until it is let go. */
export function help(): void {
  if (!ASC_FEATURE_THREADS) return;
  const newest = sharedMemory() + NEWEST;
  let seen = 0;
  while (true) {
    let looks = LOOKS;
    while (looks > 0 && atomic.load<i32>(newest) === seen) looks--;
    if (looks === 0) {
      atomic.add<i32>(sharedMemory() + SLEEPING, 1);
      atomic.wait<i32>(newest, seen, -1);
      atomic.sub<i32>(sharedMemory() + SLEEPING, 1);
    }
    seen = atomic.load<i32>(newest);
    if (seen === DISMISSED) return;
    takeTasks();
  }
}
