/** `npm test`: every check there is, the quickest first, all of them even when one fails. */
import { spawnSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { printSummary, reports, type StepOutcome } from './testSummary';

/** Scripts of package.json. `prepare` makes the command anew, which tests run. */
const scripts = ['lint', 'typecheck', 'prepare', 'test:unit', 'build', 'test:e2e'];

for (const file of Object.values(reports)) await rm(file, { force: true });
await mkdir(path.dirname(reports.steps), { recursive: true });
const outcomes: StepOutcome[] = [];
for (const name of scripts) {
  const start = performance.now();
  console.log(`\n▸ ${name}`);
  const { status } = spawnSync('npm', ['run', '--silent', name], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${status === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
  outcomes.push({ name, ok: status === 0 });
  await writeFile(reports.steps, JSON.stringify(outcomes));
}
console.log('');
process.exitCode = (await printSummary()) ? 0 : 1;
