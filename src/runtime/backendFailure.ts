import * as tf from '@tensorflow/tfjs';

/** Says when the running backend can do no more, though another one could go on. */
export interface BackendWatch {
  /** Why it can't go on, as far as that is known by now; null while it can. */
  readonly failure: string | null;
  /** Why the backend is to blame for an error that was thrown; null where something else is. */
  explain(error: unknown): Promise<string | null>;
  /** Watches no longer. */
  end(): void;
}

/** The parts of tf.js's graphics backends that are watched; src knows no DOM. */
interface GraphicsBackend {
  readonly device?: {
    readonly lost: Promise<{ readonly message?: string; readonly reason?: string }>;
    addEventListener?(name: 'uncapturederror', listener: UncapturedListener): void;
    removeEventListener?(name: 'uncapturederror', listener: UncapturedListener): void;
  };
  readonly gpgpu?: { readonly gl?: { isContextLost(): boolean } };
}

type UncapturedListener = (event: { readonly error: { readonly message: string } }) => void;

/** How tf.js says that a backend lacks an operation. */
const missingKernel = /Kernel '([^']+)' not registered for backend '([^']+)'/;

/** How WebGPU says that it can't hand out what it was to compute. */
const brokenRead = /mapAsync|GPUBuffer|GPUDevice|GPUQueue/;
/** For so long such an error may come before the word that its device is lost, in milliseconds. */
const lostWordMilliseconds = 3000;

/** Watches the running backend from now on. */
export function watchBackend(): BackendWatch {
  const { device, gpgpu } = tf.backend() as unknown as GraphicsBackend;
  let isEnded = false;
  let failure: string | null = null;
  const fail = (reason: string): void => {
    if (!isEnded) failure ??= reason;
  };
  const lost = device?.lost.then(({ message, reason }) => {
    const why = message?.trim() || reason || 'no reason is given';
    fail(`The graphics processor was lost (${firstLine(why)}).`);
  });
  // What it can't compute it leaves out: every later number would be wrong.
  const uncaptured: UncapturedListener = ({ error }) =>
    fail(`The graphics processor refuses a command (${firstLine(error.message)}).`);
  device?.addEventListener?.('uncapturederror', uncaptured);
  const current = (): string | null => {
    if (gpgpu?.gl?.isContextLost()) fail('The graphics processor was lost.');
    return failure;
  };
  return {
    get failure() {
      return current();
    },
    async explain(error) {
      const message = error instanceof Error ? error.message : String(error);
      const kernel = missingKernel.exec(message)?.[1];
      if (kernel) return `It lacks the operation ${kernel}.`;
      if (current() !== null || !lost) return current();
      const isBrokenRead = brokenRead.test(message);
      await Promise.race([lost, delay(isBrokenRead ? lostWordMilliseconds : 0)]);
      if (isBrokenRead) fail(`The graphics processor gives no results (${firstLine(message)}).`);
      return current();
    },
    end() {
      isEnded = true;
      device?.removeEventListener?.('uncapturederror', uncaptured);
    },
  };
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.replace(/[.:]\s*$/, '') ?? '';
}

function delay(milliseconds: number): Promise<void> {
  const { setTimeout } = globalThis as unknown as {
    setTimeout(done: () => void, milliseconds: number): unknown;
  };
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
