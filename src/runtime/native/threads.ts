import type { CompiledModule, LinearMemory } from './webAssembly';

/** What a helping thread gets; it can be sent to workers. */
export interface ThreadStart {
  readonly module: CompiledModule;
  readonly memory: LinearMemory;
  /** Where the block begins that all threads see. */
  readonly control: number;
  /** Where this thread's own memory begins. */
  readonly scratch: number;
  /** How many threads there are, the one that asks included. */
  readonly threads: number;
}

/** A worker of Node, as far as it is used here. */
type NodeWorker = import('node:worker_threads').Worker;

/** A worker of the browser, as far as it is used here; src is checked without its libraries. */
interface BrowserWorker {
  postMessage(start: ThreadStart): void;
  onmessage: (() => void) | null;
  onerror: ((event: { preventDefault(): void }) => void) | null;
}

/** What there is of Node here. */
const node = (globalThis as { process?: Partial<NodeJS.Process> }).process;
const getBuiltinModule = node?.versions?.node ? node.getBuiltinModule : undefined;

/** More threads than this must be asked for: every one has memory of its own, and work gets scarce. */
const mostThreads = 8;

/** After so long a thread is given up that does not come; the others do its work. */
const patienceMilliseconds = 10_000;

/**
 * How many threads kernels get here: as many as wanted, by default one for each processor up to eight;
 * 1 where no memory can be shared (pages that are not cross-origin isolated) and in windows, which must
 * not wait for other threads.
 */
export function threadsFor(wanted: number | undefined): number {
  const scope = globalThis as {
    readonly crossOriginIsolated?: boolean;
    readonly document?: object;
    readonly navigator?: { readonly hardwareConcurrency?: number };
  };
  const isIsolated = scope.crossOriginIsolated === true && scope.document === undefined;
  if (typeof SharedArrayBuffer === 'undefined' || !(getBuiltinModule || isIsolated)) return 1;
  const processors = getBuiltinModule
    ? getBuiltinModule('node:os').availableParallelism()
    : (scope.navigator?.hardwareConcurrency ?? 1);
  return wanted ?? Math.min(processors, mostThreads);
}

/**
 * Starts helping threads and comes back when all have begun or were given up, with how many have.
 * `script` is where browsers find the program of such a thread, which calls helpThread.
 */
export async function startThreads(
  starts: readonly ThreadStart[],
  script: string | undefined,
): Promise<number> {
  const begun = await Promise.all(
    starts.map((start) => (getBuiltinModule ? startInNode(start) : startInBrowser(start, script))),
  );
  return begun.filter((hasBegun) => hasBegun).length;
}

/** The program of a thread in Node, where it needs no file. */
const nodeProgram = `
const { parentPort, workerData } = require('node:worker_threads');
const { module, memory, control, scratch, threads } = workerData;
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
parentPort.postMessage('begun');
exports.begin(control, scratch, threads);
exports.help();`;

function startInNode(start: ThreadStart): Promise<boolean> {
  return new Promise((resolve) => {
    const { Worker } = getBuiltinModule!('node:worker_threads');
    const worker: NodeWorker = new Worker(nodeProgram, {
      eval: true,
      workerData: start,
      // The program's own options would have each thread load what it loads itself.
      execArgv: [],
    });
    const settle = (hasBegun: boolean): void => {
      // A thread that waits for work must not keep the program from ending.
      worker.unref();
      resolve(hasBegun);
    };
    worker.once('message', () => settle(true));
    worker.once('error', () => settle(false));
  });
}

function startInBrowser(start: ThreadStart, script: string | undefined): Promise<boolean> {
  const { Worker } = globalThis as unknown as {
    readonly Worker?: new (script: string, options: { readonly type: 'module' }) => BrowserWorker;
  };
  if (!Worker || script === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const worker = new Worker(script, { type: 'module' });
    worker.onmessage = () => resolve(true);
    worker.onerror = (event) => {
      event.preventDefault();
      resolve(false);
    };
    worker.postMessage(start);
    setTimeout(() => resolve(false), patienceMilliseconds);
  });
}
