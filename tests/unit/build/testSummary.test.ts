import { describe, expect, it } from 'vitest';
import { playwrightCounts, totalCounts, vitestCounts } from '../../../build/testSummary';

const none = { passed: 0, failed: 0, skipped: 0 };

describe('counts of the suites', () => {
  it('counts a test file that could not be loaded as failed', () => {
    const counts = vitestCounts({
      numPassedTests: 3,
      numFailedTests: 1,
      numPendingTests: 1,
      numTodoTests: 1,
      testResults: [
        { status: 'failed', assertionResults: [] },
        { status: 'failed', assertionResults: [{}] },
        { status: 'passed', assertionResults: [{}] },
      ],
    });
    expect(counts).toEqual({ passed: 3, failed: 2, skipped: 2 });
  });

  it('counts errors outside of tests as failed, and what passed when tried again as passed', () => {
    const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 };
    expect(playwrightCounts({ stats, errors: [{}] })).toEqual({ passed: 6, failed: 2, skipped: 2 });
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
