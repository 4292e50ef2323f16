import { wrap } from 'comlink';
import type { ComparedNodes } from '../../src/analysis/comparedNodes';
import { failure, type Result } from '../../src/base/result';
import type { Comparison } from '../../src/compile/compareNetworks';
import type { ComparisonWorker } from './comparisonWorker';

/** A comparison on its way. */
export interface RunningComparison {
  readonly result: Promise<Result<Comparison>>;
  /** Ends it at once; the result never comes then. */
  stop(): void;
}

/** Compares two nodes in a worker of its own, which ends when the result is there. */
export function startComparison(nodes: ComparedNodes): RunningComparison {
  const worker = new Worker(new URL('./comparisonWorker.ts', import.meta.url), {
    type: 'module',
    name: 'comparison',
  });
  const broken = new Promise<Result<Comparison>>((resolve) => {
    worker.onerror = (event) => {
      event.preventDefault();
      resolve(failure(event.message || 'The program of the comparison could not be loaded.'));
    };
  });
  const told = wrap<ComparisonWorker>(worker)
    .compare(nodes)
    .catch((error: unknown) => failure(error instanceof Error ? error.message : String(error)));
  const result = Promise.race([told, broken]).finally(() => worker.terminate());
  return { result, stop: () => worker.terminate() };
}
