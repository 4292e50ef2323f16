import { defineConfig } from 'vitest/config';

/** Timings, run by `npm run bench:app` alone: no test depends on how fast a machine is. */
export default defineConfig({
  test: { benchmark: { include: ['tests/bench/**/*.bench.ts'] } },
});
