import { expose } from 'comlink';
import type { ComparedNodes } from '../../src/analysis/comparedNodes';
import type { Result } from '../../src/base/result';
import { type Comparison, compareNetworks } from '../../src/compile/compareNetworks';
import { startBackend } from '../../src/runtime/backends';
import { wasmFiles } from '../platform/wasmFiles';

/** What the worker does for the window; one worker makes one comparison. */
export interface ComparisonWorker {
  compare(nodes: ComparedNodes): Promise<Result<Comparison>>;
}

const comparisonWorker: ComparisonWorker = {
  async compare(nodes) {
    // Graphics processors round more; here every digit is looked at.
    const started = await startBackend('wasm', wasmFiles);
    return started.ok ? compareNetworks(nodes, 1) : started;
  },
};

expose(comparisonWorker);
