import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/longestFirst';

/** Folders of `tests/` that have runners of their own, or hold no tests. */
const elsewhere = ['e2e', 'bench', 'fixtures'];

// Listed from the disk: a new folder of tests can't be forgotten.
const folders = readdirSync('tests', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !elsewhere.includes(entry.name))
  .map((entry) => entry.name);
const all = folders.map((name) => `tests/${name}/**/*.test.{ts,tsx}`);

/**
 * Tests of what tf.js is before Netloom mends or quickens it, of backends that come and go, and of
 * their memory: each file gets a tf.js of its own. All others share one with those that the same
 * worker runs, since loading and warming it takes longer than most of them.
 */
const alone = 'tests/**/*.alone.test.ts';

export default defineConfig({
  test: {
    environment: 'node',
    pool: 'threads',
    // One for each processor: the default leaves one idle, which of two is half.
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    sequence: { sequencer: LongestFirst },
    reporters: ['default', 'json'],
    outputFile: { json: 'test-results/vitest.json' },
    projects: [
      { extends: true, test: { name: 'alone', include: [alone] } },
      { extends: true, test: { name: 'together', include: all, exclude: [alone], isolate: false } },
    ],
  },
});
