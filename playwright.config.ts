import { defineConfig } from '@playwright/test';
import type { RuntimeOptions } from './tests/e2e/support/appTest';

const onCi = Boolean(process.env.CI);

/** Every test runs in both projects, unless its name says `.chromium.` or `.electron.`. */
export default defineConfig<RuntimeOptions>({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/e2e',
  forbidOnly: onCi,
  // Windows under load lose a click now and then; what passes only so is told of at the end.
  retries: onCi ? 1 : 0,
  // Each has a display, a server and a profile of its own.
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
  use: {
    // Recording what happens takes a quarter of the time: ask for it with `--trace on` when a test fails.
    trace: 'off',
    screenshot: 'only-on-failure',
  },
  projects: [
    {
      name: 'chromium',
      testIgnore: '**/*.electron.spec.ts',
      use: { runtime: 'chromium', viewport: { width: 1280, height: 800 } },
    },
    { name: 'electron', testIgnore: '**/*.chromium.spec.ts', use: { runtime: 'electron' } },
  ],
});
