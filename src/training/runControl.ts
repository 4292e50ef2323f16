/** How others steer a run, and how the run lets them. */
export interface RunControl {
  pause(): void;
  resume(): void;
  /** Lets one step through and pauses again. */
  stepOnce(): void;
  stop(): void;
  /** Whether the run must end as soon as it can. */
  readonly isStopped: boolean;
  /**
   * Gives way now and then, so that messages arrive and the thread stays usable, and waits while
   * paused. The callbacks are told when a pause really begins and ends; what the first does is
   * waited for.
   */
  breathe(whenPaused: () => Promise<void> | void, whenResumed: () => void): Promise<void>;
}

/** How long a run works before it gives way, in milliseconds. */
const WORK_MILLISECONDS = 20;

/** The steering of one run. */
export function createRunControl(): RunControl {
  let isPaused = false;
  let isStopped = false;
  let isSingle = false;
  let wake: (() => void) | null = null;
  let lastBreath = performance.now();
  const wakeUp = (): void => {
    wake?.();
    wake = null;
  };
  return {
    pause() {
      isPaused = true;
    },
    resume() {
      isPaused = false;
      wakeUp();
    },
    stepOnce() {
      isPaused = true;
      isSingle = true;
      wakeUp();
    },
    stop() {
      isStopped = true;
      isPaused = false;
      wakeUp();
    },
    get isStopped() {
      return isStopped;
    },
    async breathe(whenPaused, whenResumed) {
      if (isPaused || performance.now() - lastBreath >= WORK_MILLISECONDS) {
        await nextTask();
        lastBreath = performance.now();
      }
      if (!isPaused) return;
      await whenPaused();
      while (isPaused && !isSingle) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      lastBreath = performance.now();
      isSingle = false;
      if (!isStopped && !isPaused) whenResumed();
    },
  };
}

/** Waits until waiting messages and timers have had their turn. */
function nextTask(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (task: () => void) => void };
  if (setImmediate) return new Promise((resolve) => setImmediate(resolve));
  // In browsers timers wait 4 ms and more; a message to oneself comes right after the others.
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel() as unknown as BrowserMessageChannel;
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** The part of the browser's channel that is used; Node's differs in type. */
interface BrowserMessageChannel {
  readonly port1: { onmessage: (() => void) | null; close(): void };
  readonly port2: { postMessage(message: null): void };
}
