/**
 * `tsx tests/bench/side.ts SIDE MODEL THREADS`, started by the benchmark: one model in one process on
 * the WASM backend. It prints a line of JSON about itself; then every number that it reads, a line
 * each, is so many steps to train, and it answers with their milliseconds, as `pytorch.py` does.
 */
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../src/runtime/backends';
import { benchModels } from './models';
import type { BenchModel } from './models/benchModel';
import { netloomSide } from './netloomSide';
import { runningThreads } from './runningThreads';
import type { SideReady, SideSteps, TfjsSide } from './sides';

/** A model that can be trained. */
interface Trained {
  /** Trains a step; its losses, to be disposed. */
  step(): readonly tf.Scalar[];
  readonly parameters: number;
}

const [side, name = '', threads] = process.argv.slice(2) as [TfjsSide, string, string];
const model = benchModels[name]?.make('usual');
if (!model) throw new Error(`There is no model ${name}.`);

try {
  await train();
} catch (error) {
  // With what Emscripten would add, the reason could not be found any more.
  tell({ failed: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}
process.exit(0);

/** Builds the model and trains as many steps as are asked for, until there is nothing to read. */
async function train(): Promise<void> {
  await start();
  const trained = await build();
  tell({
    program: `tf.js ${tf.version.tfjs}`,
    threads: runningThreads(),
    parameters: trained.parameters,
  } satisfies SideReady);
  for await (const line of createInterface({ input: process.stdin })) {
    const wall: number[] = [];
    const processor: number[] = [];
    for (let count = 0; count < Number(line); count++) {
      const began = performance.now();
      const used = process.cpuUsage();
      for (const loss of trained.step()) {
        loss.dataSync();
        loss.dispose();
      }
      const { user, system } = process.cpuUsage(used);
      wall.push(performance.now() - began);
      processor.push((user + system) / 1000);
    }
    tell({ wall, processor } satisfies SideSteps);
  }
}

async function build(): Promise<Trained> {
  if (side === 'netloom') return netloomSide(model as BenchModel);
  const { step, parameters } = (model as BenchModel).handWritten();
  return { step: () => [step()], parameters };
}

/** Starts the backend with everything of ours, or as its package ships it. */
async function start(): Promise<void> {
  if (side !== 'shipped') {
    const started = await startBackend('wasm', { threads: Number(threads) });
    if (!started.ok) throw new Error(started.error);
    return;
  }
  const { setThreadsCount, setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(`${process.cwd()}/node_modules/@tensorflow/tfjs-backend-wasm/dist/`);
  if (Number(threads) > 1) setThreadsCount(Number(threads));
  else tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  await tf.setBackend('wasm');
}

function tell(answer: object): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
