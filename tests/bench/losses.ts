/**
 * `tsx tests/bench/losses.ts MODEL BACKEND THREADS STEPS`, started by the benchmark: trains a small
 * form of a model and prints its losses, step by step, as a line of JSON.
 */
import { startBackend } from '../../src/runtime/backends';
import { benchModels } from './models';
import { netloomSide } from './netloomSide';

const [name = '', backend, threads, steps] = process.argv.slice(2);
const started = await startBackend(backend as 'wasm' | 'cpu', { threads: Number(threads) });
if (!started.ok) throw new Error(started.error);
const model = benchModels[name]?.make('small');
if (!model) throw new Error(`There is no model ${name}.`);
const side = await netloomSide(model);
const losses: number[] = [];
for (let step = 0; step < Number(steps); step++) {
  let sum = 0;
  for (const loss of side.step()) {
    sum += loss.dataSync()[0] as number;
    loss.dispose();
  }
  losses.push(sum);
}
process.stdout.write(`${JSON.stringify({ losses })}\n`);
process.exit(0);
