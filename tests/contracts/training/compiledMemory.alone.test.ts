import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

// What is asked of the allocator of the WASM backend; the benchmark compares more models.
it.each(['cnn', 'lenet5', 'mlp', 'lstm'])(
  'the peak of %s with compiled kernels is predicted',
  (model) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', 'tests/bench/memory.ts', model],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(stderr);
    const found = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
      predicted: number;
      measured: number;
    };
    const ratio = found.predicted / found.measured;
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(1.1);
  },
);
