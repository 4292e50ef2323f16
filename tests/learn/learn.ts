/**
 * `npm run learn`: trains every template that has a proof, as its file is, from three seeds, checks
 * the numbers with which each run ends and writes docs/learning.md. `npm run learn -- NAME…` runs
 * only the templates named; `--seeds N` takes so many seeds and leaves the page as it is.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { processorTime } from './processorTime';
import { expectationText, measured, type Proof, unmet } from './proof';
import { proofs } from './proofs';
import { templateFile } from './trainTemplate';

/** So many templates train at a time: each keeps one core busy. */
const atATime = 2;
const page = 'docs/learning.md';

const introduction = `# Templates learn

What \`npm run learn\` found: each template below has several networks, or a training step that is
more than a data set and a loss, and was trained as its file is, headless (\`netloom train --json\`) on the
WASM backend, from three seeds. The numbers are those with which a run ends; names that
begin with \`test\` are measured on examples that nothing was learned from. The seconds are
those for which the slowest seed kept one core busy, from the start of the command
to its end; other machines take other times, and may round differently. \`npm test\` runs one seed of each at a
smaller size.

| template | shows | must be | found, seed by seed | met by | core seconds |
| --- | --- | --- | --- | --- | --- |`;

interface SeedResult {
  readonly metrics: Readonly<Record<string, number>>;
  /** How long a core was busy with it, the start of the command and reading data included. */
  readonly seconds: number;
  readonly problems: readonly string[];
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string' } },
});
const usualSeeds = 3;
const seeds = Array.from({ length: Number(values.seeds ?? usualSeeds) }, (_, index) => index + 1);
const asked = proofs.filter(
  ({ template }) =>
    positionals.length === 0 ||
    positionals.some((name) => template === name || template.endsWith(`/${name}`)),
);
if (asked.length === 0) {
  console.error(`There is no proof of ${positionals.join(', ')}.`);
  process.exit(2);
}

let failures = 0;
const waiting = asked.flatMap((proof) => seeds.map((seed) => ({ proof, seed })));
const results = new Map<string, SeedResult[]>();
await Promise.all(Array.from({ length: atATime }, work));
console.log(`${asked.length * seeds.length - failures} passed, ${failures} failed`);
process.exitCode = failures === 0 ? 0 : 1;

/** Takes one run after the other until none is left. */
async function work(): Promise<void> {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { proof, seed } = next;
    const result = await train(proof, seed);
    if (result.problems.length > 0) failures++;
    console.log(
      `${result.problems.length === 0 ? '✓' : '✗'} ${proof.template}, seed ${seed}: ${[...found(proof, result), ...result.problems].join(', ')} (${result.seconds.toFixed(0)} s)`,
    );
    const all = results.get(proof.template) ?? [];
    all[seed - 1] = result;
    results.set(proof.template, all);
    const isDone = seeds.every((one) => all[one - 1]);
    if (isDone && seeds.length === usualSeeds) writeRow(proof, all);
  }
}

/** Runs `netloom train --json` and reads the last line that it prints. */
async function train(proof: Proof, seed: number): Promise<SeedResult> {
  const loaders = ['--import', 'tsx', '--import', './tests/learn/reportProcessorTime.ts'];
  const command = ['src/cli/main.ts', 'train', templateFile(proof.template), '--json'];
  const child = spawn(process.execPath, [...loaders, ...command, '--seed', String(seed)]);
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (code !== 0) return { metrics: {}, seconds: 0, problems: [errors.trim() || `exit ${code}`] };
  const { metrics } = JSON.parse(output.trim().split('\n').at(-1) ?? '') as SeedResult;
  const seconds = Number(errors.slice(errors.lastIndexOf(processorTime) + processorTime.length));
  return { metrics, seconds, problems: unmet(proof.expected, metrics) };
}

/** The numbers that a proof speaks of, as found. */
function found({ expected }: Proof, { metrics }: SeedResult): string[] {
  const names = expected.flatMap((one) => ('above' in one ? [one.metric, one.above] : one.metric));
  return [...new Set(names)].map((name) => `${name} ${number(measured(metrics, name))}`);
}

function number(value: number): string {
  return Number.isNaN(value) ? '–' : String(Number(value.toPrecision(4)));
}

/** Writes what was found of a template into the page; the others keep their rows. */
function writeRow(proof: Proof, all: readonly SeedResult[]): void {
  const rows = new Map<string, string>();
  for (const line of existsSync(page) ? readFileSync(page, 'utf8').split('\n') : []) {
    const name = /^\| `([^`]+)`/.exec(line)?.[1];
    if (name) rows.set(name, line);
  }
  rows.set(proof.template, row(proof, all));
  const known = proofs.flatMap(({ template }) => rows.get(template) ?? []);
  writeFileSync(page, `${introduction}\n${known.join('\n')}\n`);
}

function row(proof: Proof, all: readonly SeedResult[]): string {
  const seconds = Math.max(...all.map((result) => result.seconds));
  const numbers = all.map((result) => found(proof, result).join(', ')).join('<br>');
  const failed = all.filter(({ problems }) => problems.length > 0).length;
  return `| ${[
    `\`${proof.template}\``,
    proof.shows,
    proof.expected.map(expectationText).join('<br>'),
    numbers,
    failed === 0 ? 'all' : `${all.length - failed} of ${all.length}`,
    `${seconds.toFixed(0)} s`,
  ].join(' | ')} |`;
}
