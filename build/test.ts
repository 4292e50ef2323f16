/** `npm test`: every check there is, the quickest first, all of them even when one fails. */
import { spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { printSummary, reports, type StepOutcome } from './testSummary';

/**
 * Scripts of package.json, those of a line beside each other. `prepare` makes the command anew, which
 * tests run.
 */
const scripts = [['lint', 'typecheck'], ['prepare'], ['test:unit'], ['build'], ['test:e2e']];

for (const file of Object.values(reports)) await rm(file, { force: true });
await mkdir(path.dirname(reports.steps), { recursive: true });
const outcomes: StepOutcome[] = [];
for (const names of scripts) {
  outcomes.push(...(await Promise.all(names.map((name) => run(name, names.length > 1)))));
  await writeFile(reports.steps, JSON.stringify(outcomes));
}
console.log('');
process.exitCode = (await printSummary()) ? 0 : 1;

/** Runs a script and shows what it prints: at its end, where others run beside it. */
async function run(name: string, isBesideOthers: boolean): Promise<StepOutcome> {
  const start = performance.now();
  if (!isBesideOthers) console.log(`\n▸ ${name}`);
  const child = spawn('npm', ['run', '--silent', name], {
    stdio: isBesideOthers ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    shell: process.platform === 'win32',
  });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (part: Buffer) => printed.push(part));
  }
  const status = await new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null));
    child.on('close', resolve);
  });
  if (isBesideOthers) {
    console.log(`\n▸ ${name}`);
    process.stdout.write(Buffer.concat(printed));
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${status === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
  return { name, ok: status === 0 };
}
