import { nodeCommand, runScript } from './sides';

/** How near the losses of backends are to each other. */
export interface LossComparison {
  readonly model: string;
  readonly steps: number;
  /** The largest difference in a step: of the losses themselves, or of shares where they exceed 1. */
  readonly difference: number;
}

/** So near the losses of the WASM backend are to be to those of the cpu backend. */
export const lossTolerance = 1e-3;

/** Trains the small form of a model on the cpu backend and on WASM, with 1 and 2 threads. */
export async function compareLosses(model: string, steps: number): Promise<LossComparison> {
  const train = (backend: string, threads: number) =>
    runScript(nodeCommand('losses', model, backend, String(threads), String(steps))) as Promise<{
      readonly losses: readonly number[];
    }>;
  const [exact, ...others] = await Promise.all([
    train('cpu', 1),
    train('wasm', 1),
    train('wasm', 2),
  ]);
  const differences = others.flatMap(({ losses }) =>
    exact.losses.map((loss, step) => {
      const found = Math.abs((losses[step] as number) - loss) / Math.max(1, Math.abs(loss));
      return Number.isNaN(found) ? Number.POSITIVE_INFINITY : found;
    }),
  );
  return { model, steps, difference: Math.max(...differences) };
}
