/**
 * The outcome of all suites from the reports they left in `test-results/`. Run by itself it prints
 * `N passed, N failed` as its last line and fails when anything failed.
 */
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

/** Where the reports are. */
export const reports = {
  steps: 'test-results/steps.json',
  vitest: 'test-results/vitest.json',
  playwright: 'test-results/playwright.json',
} as const;

/** How tests, or steps such as the linter, ended. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A step of `npm test`; one that runs no tests itself counts as one failed test when it fails. */
export interface StepOutcome {
  readonly name: string;
  readonly ok: boolean;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { status: string; assertionResults: readonly unknown[] }[];
}

interface PlaywrightReport {
  readonly stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  readonly errors: readonly unknown[];
}

/** Counts of a Vitest report; a file that could not be loaded is one failed test. */
export function vitestCounts(report: VitestReport): Counts {
  const unloadable = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloadable.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * Counts of a Playwright report; an error outside of tests is one failed test. What passed when it was
 * tried again (on CI alone) has passed; the summary says how many such there are.
 */
export function playwrightCounts({ stats, errors }: PlaywrightReport): Counts {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
  };
}

/**
 * All counts together. A step that failed though no test of its suite did (the linter, a crash of the
 * runner) is one failed test; on CI a skipped test is a failed one.
 */
export function totalCounts(
  steps: readonly StepOutcome[],
  suites: Readonly<Record<string, Counts | null>>,
  onCi: boolean,
): Counts {
  const counted = Object.values(suites).filter((counts) => counts !== null);
  const sum = (key: keyof Counts) => counted.reduce((total, counts) => total + counts[key], 0);
  const unexplained = steps.filter(({ name, ok }) => !ok && !suites[name]?.failed).length;
  const missing = steps.filter(({ name, ok }) => ok && suites[name] === null).length;
  const skipped = sum('skipped');
  return {
    passed: sum('passed'),
    failed: sum('failed') + unexplained + missing + (onCi ? skipped : 0),
    skipped,
  };
}

/** Reads the reports and prints the outcome; true when nothing failed. */
export async function printSummary(): Promise<boolean> {
  const onCi = Boolean(process.env.CI);
  const steps = await report<readonly StepOutcome[]>(reports.steps);
  const vitest = await report<VitestReport>(reports.vitest);
  const playwright = await report<PlaywrightReport>(reports.playwright);
  const total = totalCounts(
    steps ?? [{ name: 'npm test', ok: false }],
    {
      'test:unit': vitest && vitestCounts(vitest),
      'test:e2e': playwright && playwrightCounts(playwright),
    },
    onCi,
  );
  for (const { name } of steps?.filter(({ ok }) => !ok) ?? []) console.log(`Failed: ${name}`);
  if (total.skipped > 0) {
    console.log(`${total.skipped} skipped${onCi ? ', which on CI counts as failed' : ''}`);
  }
  const flaky = playwright?.stats.flaky ?? 0;
  if (flaky > 0)
    console.log(`${flaky} passed only when tried again: see “flaky” in the list above`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0;
}

async function report<Content>(file: string): Promise<Content | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as Content);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = (await printSummary()) ? 0 : 1;
}
