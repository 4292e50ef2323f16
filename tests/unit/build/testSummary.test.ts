import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  describeFailure,
  type PlaywrightReport,
  playwrightCounts,
  playwrightFailures,
  totalCounts,
  type VitestReport,
  vitestCounts,
  vitestFailures,
} from '../../../build/testSummary';

const none = { passed: 0, failed: 0, skipped: 0 };

const failed = { fullName: 'adds two and two', status: 'failed', failureMessages: ['is 5'] };
const passed = { fullName: 'adds one and one', status: 'passed', failureMessages: [] };

const vitestReport: VitestReport = {
  numPassedTests: 3,
  numFailedTests: 1,
  numPendingTests: 1,
  numTodoTests: 1,
  testResults: [
    { name: path.resolve('a.test.ts'), status: 'failed', message: 'no b', assertionResults: [] },
    {
      name: path.resolve('tests/c.test.ts'),
      status: 'failed',
      message: '',
      assertionResults: [passed, failed],
    },
    { name: path.resolve('d.test.ts'), status: 'passed', message: '', assertionResults: [passed] },
  ],
};

/** A report of one test that ended like this, in a group of tests. */
function playwrightReport(
  status: 'expected' | 'unexpected' | 'flaky' | 'skipped',
  said: string[],
): PlaywrightReport {
  const results = said.map((message) => ({ errors: [{ message }] }));
  const tests = [{ projectName: 'electron', status, results: [...results, { errors: [] }] }];
  const spec = { title: 'opens', file: 'window.spec.ts', line: 7, tests };
  return {
    stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 },
    errors: [{ message: 'no display' }],
    suites: [
      { title: 'window.spec.ts', specs: [], suites: [{ title: 'a window', specs: [spec] }] },
    ],
  };
}

describe('counts of the suites', () => {
  it('counts a test file that could not be loaded as failed', () => {
    expect(vitestCounts(vitestReport)).toEqual({ passed: 3, failed: 2, skipped: 2 });
  });

  it('counts errors outside of tests as failed, and what passed when tried again as passed', () => {
    expect(playwrightCounts(playwrightReport('expected', []))).toEqual({
      passed: 6,
      failed: 2,
      skipped: 2,
    });
  });
});

describe('what failed', () => {
  it('is named by file and test, and a file that could not be loaded too', () => {
    expect(vitestFailures(vitestReport)).toEqual([
      { name: 'a.test.ts', messages: ['no b'], passedLater: false },
      {
        name: `${path.join('tests', 'c.test.ts')} › adds two and two`,
        messages: ['is 5'],
        passedLater: false,
      },
    ]);
  });

  it('is told of every try, with what passed when tried again, and errors outside of tests', () => {
    const name = '[electron] tests/e2e/window.spec.ts:7 › opens';
    const outside = { name: 'outside of tests', messages: ['no display'], passedLater: false };
    expect(playwrightFailures(playwrightReport('flaky', ['lost a click']))).toEqual([
      { name, messages: ['lost a click'], passedLater: true },
      outside,
    ]);
    expect(playwrightFailures(playwrightReport('unexpected', ['one', 'two']))).toEqual([
      { name, messages: ['one', 'two'], passedLater: false },
      outside,
    ]);
    expect(playwrightFailures(playwrightReport('expected', []))).toEqual([outside]);
  });

  it('is shown without colours, and not at any length', () => {
    const long = Array.from({ length: 100 }, (_, line) => `line ${line}`).join('\n');
    const shown = describeFailure({
      name: 'a test',
      messages: ['\u001b[31mis 5\u001b[39m\n    at run (file:///node_modules/runner.js:1:1)', long],
      passedLater: false,
    });
    expect(shown).toMatch(/^✗ a test\n {4}is 5\n {4}line 0\n.*…$/s);
    expect(shown.split('\n').length).toBeLessThan(40);
  });
});

describe('totalCounts', () => {
  const steps = [
    { name: 'lint', ok: true },
    { name: 'test:unit', ok: true },
  ];

  it('adds the suites up', () => {
    const suites = { 'test:unit': { ...none, passed: 4 }, 'test:e2e': { ...none, passed: 2 } };
    expect(totalCounts(steps, suites, false)).toEqual({ ...none, passed: 6 });
  });

  it('fails for a step that failed, once when its tests say so already', () => {
    const failing = [
      { name: 'lint', ok: false },
      { name: 'test:unit', ok: false },
    ];
    const suites = { 'test:unit': { passed: 1, failed: 2, skipped: 0 } };
    expect(totalCounts(failing, suites, false).failed).toBe(3);
    expect(totalCounts(failing, { 'test:unit': null }, false).failed).toBe(2);
  });

  it('fails when a suite left no report, however it ended', () => {
    expect(totalCounts(steps, { 'test:unit': null }, false).failed).toBe(1);
  });

  it('fails on CI for what was skipped', () => {
    const suites = { 'test:unit': { passed: 4, failed: 0, skipped: 2 } };
    expect(totalCounts(steps, suites, false)).toEqual({ passed: 4, failed: 0, skipped: 2 });
    expect(totalCounts(steps, suites, true).failed).toBe(2);
  });
});
