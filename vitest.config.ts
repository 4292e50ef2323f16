import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

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

/**
 * Runs the files that take longest before all others, so that no processor waits for the last of
 * them at the end; Vitest goes by the sizes of files, and those of proofs that templates learn are small.
 */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => /\/tests\/learn\//.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig(({ mode }) => ({
  test: {
    environment: 'node',
    pool: 'threads',
    // One for each processor: the default leaves one idle, which of two is half.
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    setupFiles: 'tests/fixedRandomness.ts',
    sequence: { sequencer: LongestFirst },
    reporters: ['default', 'json'],
    outputFile: { json: 'test-results/vitest.json' },
    projects: [
      { extends: true, mode, test: { name: 'alone', include: [alone] } },
      {
        extends: true,
        mode,
        test: { name: 'together', include: all, exclude: [alone], isolate: false },
      },
    ],
  },
}));
