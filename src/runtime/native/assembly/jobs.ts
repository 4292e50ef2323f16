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
 *   64  the parameters of even and odd jobs
 * The ticket holds all that says whether a task is somebody's, so a thread that comes late takes
 * either a task of the newest job or none.
 */
const DONE: usize = 8;
const NEWEST: usize = 12;
const KINDS: usize = 16;
const PARAMETERS: usize = 64;
const COUNT_BITS: i64 = 20;
const COUNT_MASK: i64 = (1 << 20) - 1;
/** So often a thread looks for a change before it sleeps. */
const LOOKS = 4000;

let job: i32 = 0;

/** Where the parameters of the next job are written. */
export function nextParameters(): usize {
  return sharedMemory() + PARAMETERS + <usize>((job + 1) & 1) * JOB_BYTES;
}

/** Runs a job whose parameters have been written, and comes back when all its tasks are done. */
export function runJob(kind: i32, count: i32): void {
  const parameters = nextParameters();
  job++;
  if (ASC_FEATURE_THREADS) {
    if (threadCount() > 1 && count > 1) {
      shareJob(kind, count, parameters);
      return;
    }
  }
  for (let index = 0; index < count; index++) runTask(kind, parameters, index);
}

function shareJob(kind: i32, count: i32, parameters: usize): void {
  const control = sharedMemory();
  i32.store(control + KINDS + 4 * <usize>(job & 1), kind);
  atomic.store<i32>(control + DONE, 0);
  const number = <i64>(job & 0x7fffff);
  atomic.store<i64>(control, (number << (2 * COUNT_BITS)) | ((<i64>count) << COUNT_BITS));
  atomic.store<i32>(control + NEWEST, job);
  atomic.notify(control + NEWEST, threadCount() - 1);
  for (let index = takeTask(); index >= 0; index = takeTask()) {
    runTask(kind, parameters, index);
    atomic.add<i32>(control + DONE, 1);
  }
  // The others are at their last tasks, which are short: no sleep would be shorter.
  while (atomic.load<i32>(control + DONE) < count) {}
}

/** The next task of the newest job, or -1. */
function takeTask(): i32 {
  const ticket = atomic.add<i64>(sharedMemory(), 1);
  const index = ticket & COUNT_MASK;
  return index < ((ticket >> COUNT_BITS) & COUNT_MASK) ? <i32>index : -1;
}

/** What a thread that only helps does, for ever. */
export function help(): void {
  if (!ASC_FEATURE_THREADS) return;
  const control = sharedMemory();
  let seen = atomic.load<i32>(control + NEWEST);
  while (true) {
    let looks = LOOKS;
    while (looks > 0 && atomic.load<i32>(control + NEWEST) === seen) looks--;
    if (looks === 0) atomic.wait<i32>(control + NEWEST, seen, -1);
    seen = atomic.load<i32>(control + NEWEST);
    if (seen < 0) return;
    while (true) {
      const ticket = atomic.add<i64>(control, 1);
      const index = ticket & COUNT_MASK;
      if (index >= ((ticket >> COUNT_BITS) & COUNT_MASK)) break;
      const parity = <usize>((ticket >> (2 * COUNT_BITS)) & 1);
      const kind = i32.load(control + KINDS + 4 * parity);
      runTask(kind, control + PARAMETERS + parity * JOB_BYTES, <i32>index);
      atomic.add<i32>(control + DONE, 1);
    }
  }
}
