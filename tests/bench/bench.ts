/**
 * `npm run bench`: Netloom's training steps beside PyTorch's and beside the same models written in
 * tf.js, in turns in one run; predicted memory beside measured; losses beside those of the cpu backend.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compareLosses, type LossComparison, lossTolerance } from './compareLosses';
import type { Clock } from './interleave';
import { type Measuring, type ModelTimes, measureModel, rowsOf } from './measureModel';
import { benchModels } from './models';
import {
  type BenchPart,
  type BenchResults,
  benchParts,
  type ModelMemory,
  machineLines,
  report,
} from './report';
import { nodeCommand, runScript } from './sides';
import type { BenchRow, Opponent } from './targets';

const usage = `npm run bench -- [options]
  --models a,b       only these: ${Object.keys(benchModels).join(', ')}
  --threads 1,2      with so many threads
  --parts a,b        only these: ${benchParts.join(', ')}
  --against a,b      only these: pytorch, pytorch-openblas, tfjs, tfjs-shipped
  --quick            fewer rounds and steps, to see that everything works
  --rounds N         so many turns for each side
  --clock processor  processor time, where other programs disturb; means nothing for several threads
  --blas DIR         PyTorch once more with the BLAS of a folder
  --json FILE        writes the ratios too
  --write            writes the tables of these parts into docs/benchmarks.md too
  --machine TEXT     what the page says about the machine`;

const { values } = parseArgs({
  options: {
    models: { type: 'string' },
    threads: { type: 'string', default: '1,2' },
    parts: { type: 'string', default: benchParts.join(',') },
    against: { type: 'string', default: 'pytorch,pytorch-openblas,tfjs,tfjs-shipped' },
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    clock: { type: 'string', default: 'wall' },
    blas: { type: 'string' },
    json: { type: 'string' },
    write: { type: 'boolean', default: false },
    machine: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}
const page = 'docs/benchmarks.md';
const models = values.models?.split(',') ?? Object.keys(benchModels);
const unknown = models.filter((name) => !benchModels[name]);
if (unknown.length > 0) {
  console.error(`There is no model ${unknown.join(', ')}.\n${usage}`);
  process.exit(2);
}
const parts = values.parts.split(',');
const measuring: Measuring = {
  rounds: Number(values.rounds ?? (values.quick ? 3 : 13)),
  turnMilliseconds: values.quick ? 100 : 300,
  clock: values.clock as Clock,
  blas: values.blas ?? null,
  against: values.against.split(',') as Opponent[],
};

const times = parts.includes('times') ? await measureTimes() : [];
const memory = parts.includes('memory') ? await measureMemory() : [];
const losses = parts.includes('losses') ? await measureLosses() : [];
const rows: BenchRow[] = [
  ...times.flatMap(rowsOf),
  ...memory.map(
    ({ model, predicted, measured }): BenchRow => ({
      model,
      against: 'memory',
      threads: 1,
      ratio: predicted / measured,
    }),
  ),
];
const results: BenchResults = { times, memory, losses, rows };
const found = report(results, machineLines(times, values.machine ?? null));
console.log(`\n${[...found.values()].join('\n\n')}`);
if (values.json) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
if (values.write) writeTables(found);
process.exitCode = losses.some(({ difference }) => difference > lossTolerance) ? 1 : 0;

async function measureTimes(): Promise<ModelTimes[]> {
  const all: ModelTimes[] = [];
  for (const threads of values.threads.split(',').map(Number)) {
    for (const model of models) {
      const measured = await measureModel(model, threads, measuring);
      all.push(measured);
      const sides = measured.sides.map(
        ({ name, milliseconds, ratio }) =>
          `${name} ${milliseconds.toFixed(1)} ms${name === 'netloom' ? '' : ` (${ratio.toFixed(2)})`}`,
      );
      console.log(`${model}, ${threads} T: ${sides.join(', ')}`);
      for (const [side, reason] of measured.missing) console.log(`  no ${side}: ${reason}`);
    }
  }
  return all;
}

async function measureMemory(): Promise<ModelMemory[]> {
  const all: ModelMemory[] = [];
  for (const model of models) {
    const bytes = (await runScript(nodeCommand('memory', model))) as Omit<ModelMemory, 'model'>;
    all.push({ model, ...bytes });
    console.log(
      `${model}: predicted / measured memory ${(bytes.predicted / bytes.measured).toFixed(2)}`,
    );
  }
  return all;
}

async function measureLosses(): Promise<LossComparison[]> {
  const all: LossComparison[] = [];
  for (const model of models) {
    const compared = await compareLosses(model, values.quick ? 5 : 50);
    all.push(compared);
    console.log(`${model}: losses differ by at most ${compared.difference.toExponential(1)}`);
  }
  return all;
}

/** Puts what was found of each part in its place on the page; parts that were not measured stay. */
function writeTables(found: ReadonlyMap<BenchPart, string>): void {
  let text = readFileSync(page, 'utf8');
  for (const [part, section] of found) {
    const [begin, end] = [`<!-- begin of ${part} -->`, `<!-- end of ${part} -->`];
    const [start, stop] = [text.indexOf(begin), text.indexOf(end)];
    if (start < 0 || stop < start) throw new Error(`${page} lacks "${begin}" or "${end}".`);
    text = `${text.slice(0, start + begin.length)}\n\n${section}\n\n${text.slice(stop)}`;
  }
  writeFileSync(page, text);
}
