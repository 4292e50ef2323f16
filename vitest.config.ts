import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** Folders of `tests/` that have runners of their own, or hold no tests. */
const elsewhere = ['e2e', 'bench', 'fixtures'];

// Listed from the disk: a new folder of tests can't be forgotten.
const folders = readdirSync('tests', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !elsewhere.includes(entry.name))
  .map((entry) => entry.name);

export default defineConfig({
  test: {
    // One for each processor: the default leaves one idle, which of two is half.
    maxWorkers: '100%',
    reporters: ['default', 'json'],
    outputFile: { json: 'test-results/vitest.json' },
    projects: folders.map((name) => ({
      test: {
        name,
        include: [`tests/${name}/**/*.test.{ts,tsx}`],
        environment: 'node',
        testTimeout: name === 'unit' ? 10_000 : 120_000,
        hookTimeout: 120_000,
      },
    })),
  },
});
