/**
 * The outcome of all suites from the reports they left in `test-results/`. Run by itself it names what
 * failed, prints `N passed, N failed` as its last line and fails when anything failed.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

/** As many lines of what a failed test said hold the assertion, what fast-check found and its seed. */
const linesShown = 24;

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

/** A test that did not pass at once. */
export interface FailedTest {
  /** Its file, and the names of it and of what it stands in. */
  readonly name: string;
  /** What it said, a text for each time that it failed. */
  readonly messages: readonly string[];
  /** It passed when it was tried again. */
  readonly passedLater: boolean;
}

/** What is read of a report of Vitest (`json`). */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

interface PlaywrightError {
  readonly message?: string;
}

interface PlaywrightSuite {
  readonly title: string;
  readonly specs: readonly {
    readonly title: string;
    readonly file: string;
    readonly line: number;
    readonly tests: readonly {
      readonly projectName: string;
      readonly status: 'expected' | 'unexpected' | 'flaky' | 'skipped';
      readonly results: readonly { readonly errors: readonly PlaywrightError[] }[];
    }[];
  }[];
  readonly suites?: readonly PlaywrightSuite[];
}

/** What is read of a report of Playwright (`json`). */
export interface PlaywrightReport {
  readonly stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  readonly errors: readonly PlaywrightError[];
  readonly suites: readonly PlaywrightSuite[];
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

/** The failed tests of a Vitest report, and the files that could not be loaded. */
export function vitestFailures(report: VitestReport): FailedTest[] {
  return report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = path.relative('.', name);
    if (status === 'failed' && assertionResults.length === 0) {
      return [{ name: file, messages: [message], passedLater: false }];
    }
    return assertionResults
      .filter((test) => test.status === 'failed')
      .map(({ fullName, failureMessages }) => ({
        name: `${file} › ${fullName}`,
        messages: failureMessages ?? [],
        passedLater: false,
      }));
  });
}

/** The tests of a Playwright report that failed, or passed only when tried again, and errors outside of tests. */
export function playwrightFailures({ errors, suites }: PlaywrightReport): FailedTest[] {
  const inSuite = ({ specs, suites: inner = [] }: PlaywrightSuite): FailedTest[] => [
    ...specs.flatMap(({ title, file, line, tests }) =>
      tests
        .filter(({ status }) => status === 'unexpected' || status === 'flaky')
        .map(({ projectName, status, results }) => ({
          name: `[${projectName}] tests/e2e/${file}:${line} › ${title}`,
          messages: results.flatMap((result) => result.errors.map(({ message }) => message ?? '')),
          passedLater: status === 'flaky',
        })),
    ),
    ...inner.flatMap(inSuite),
  ];
  const outside = errors.map(({ message = '' }) => ({
    name: 'outside of tests',
    messages: [message],
    passedLater: false,
  }));
  return [...suites.flatMap(inSuite), ...outside];
}

/**
 * What a failed test is told with: its name, and the beginning of what it said each time, without the
 * calls within packages.
 */
export function describeFailure({ name, messages, passedLater }: FailedTest): string {
  const said = messages.flatMap((message) => {
    const lines = stripVTControlCharacters(message)
      .trimEnd()
      .split('\n')
      .filter((line) => !/^\s+at .*(node_modules|<anonymous>)/.test(line));
    const shown = lines.slice(0, linesShown).map((line) => `    ${line}`);
    return lines.length > linesShown ? [...shown, '    …'] : shown;
  });
  return [`${passedLater ? '↻' : '✗'} ${name}`, ...said].join('\n');
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
  const failures = [
    ...(vitest ? vitestFailures(vitest) : []),
    ...(playwright ? playwrightFailures(playwright) : []),
  ];
  for (const failure of failures) console.log(`${describeFailure(failure)}\n`);
  for (const { name } of steps?.filter(({ ok }) => !ok) ?? []) console.log(`Failed: ${name}`);
  if (total.skipped > 0) {
    console.log(`${total.skipped} skipped${onCi ? ', which on CI counts as failed' : ''}`);
  }
  const flaky = playwright?.stats.flaky ?? 0;
  if (flaky > 0) console.log(`${flaky} passed only when tried again: ↻ above`);
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
