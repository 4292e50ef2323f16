/**
 * `npx tsx tests/bench/profile.ts MODEL…`: the kernels of one training step by the time they take on
 * the WASM backend, all models where none is named. A step's kernels are always the same, so that each
 * is given its shortest time over all steps: what else the machine does hardly counts. The clock is that
 * on the wall: the processor's often goes in steps longer than a kernel takes.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../src/runtime/backends';
import { benchModels } from './models';
import { netloomSide } from './netloomSide';
import { relaxedArithmetic } from './relaxedArithmetic';

/** One run of a kernel in a step: its own milliseconds, those of kernels inside left out. */
interface KernelRun {
  readonly kernel: string;
  readonly shapes: string;
  milliseconds: number;
}

const asked = process.argv.slice(2);
const flags = relaxedArithmetic();
if (flags.some((flag) => !process.execArgv.includes(flag))) {
  const script = fileURLToPath(import.meta.url);
  const again = [...process.execArgv, ...flags, script, ...asked];
  process.exit(spawnSync(process.execPath, again, { stdio: 'inherit' }).status ?? 1);
}

const started = await startBackend('wasm');
if (!started.ok) throw new Error(started.error);
let runs: KernelRun[] = [];
let inside = 0;
watchKernels();
for (const name of asked.length > 0 ? asked : Object.keys(benchModels)) await profile(name);

/** Prints the kernels of a model's step. */
async function profile(name: string): Promise<void> {
  const made = benchModels[name]?.make('usual');
  if (!made) throw new Error(`There is no model ${name}: ${Object.keys(benchModels).join(', ')}.`);
  const side = await netloomSide(made);
  const enough = performance.now() + 6_000;
  let shortest: KernelRun[] | null = null;
  let whole = Number.POSITIVE_INFINITY;
  for (let step = 0; step < 5 || (step < 40 && performance.now() < enough); step++) {
    runs = [];
    const start = performance.now();
    tf.dispose([...side.step()]);
    const taken = performance.now() - start;
    if (step === 0) continue;
    whole = Math.min(whole, taken);
    if (shortest === null || shortest.length !== runs.length) shortest = runs;
    for (const [place, run] of shortest.entries()) {
      run.milliseconds = Math.min(run.milliseconds, runs[place]?.milliseconds ?? 0);
    }
  }
  const all = shortest ?? [];
  const total = all.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  console.log(`\n## ${made.title}, batch ${made.batchSize}`);
  console.log(
    `\nfastest step ${whole.toFixed(1)} ms; ${all.length} kernels of the backend's registry, ${total.toFixed(1)} ms when each is at its fastest`,
  );
  print(all, ({ kernel }) => kernel, total, 16);
  print(all, ({ kernel, shapes }) => `${kernel} ${shapes}`, total, 24);
}

function print(
  all: readonly KernelRun[],
  groupOf: (run: KernelRun) => string,
  total: number,
  most: number,
): void {
  const groups = new Map<string, { count: number; milliseconds: number }>();
  for (const run of all) {
    const group = groups.get(groupOf(run)) ?? { count: 0, milliseconds: 0 };
    group.count++;
    group.milliseconds += run.milliseconds;
    groups.set(groupOf(run), group);
  }
  const sorted = [...groups].sort(([, a], [, b]) => b.milliseconds - a.milliseconds);
  console.log('\n| ms | share | runs | kernel |\n| ---: | ---: | ---: | --- |');
  for (const [name, { count, milliseconds }] of sorted.slice(0, most)) {
    const share = ((100 * milliseconds) / total).toFixed(1);
    console.log(`| ${milliseconds.toFixed(2)} | ${share} % | ${count} | ${name} |`);
  }
}

/** Puts a clock around every kernel of the WASM backend. */
function watchKernels(): void {
  for (const kernel of tf.getKernelsForBackend('wasm')) {
    tf.unregisterKernel(kernel.kernelName, 'wasm');
    tf.registerKernel({
      ...kernel,
      kernelFunc: (given) => {
        const run: KernelRun = {
          kernel: kernel.kernelName,
          shapes: describe(given.inputs),
          milliseconds: 0,
        };
        runs.push(run);
        const before = inside;
        inside = 0;
        const start = performance.now();
        const result = kernel.kernelFunc(given);
        const taken = performance.now() - start;
        run.milliseconds = taken - inside;
        inside = before + taken;
        return result;
      },
    });
  }
}

/** The shapes that a kernel is given: `x[128,784] b[784,512]`. */
function describe(inputs: tf.NamedTensorInfoMap): string {
  return Object.entries(inputs)
    .map(([name, tensor]) => `${name}[${[tensor].flat()[0]?.shape}]`)
    .join(' ');
}
