import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createRandomness } from '../../../src/base/randomness';
import { createHistoryPool, type HistoryPool } from '../../../src/compile/historyPool';
import { startBackend } from '../../../src/runtime/backends';

/** Examples of two numbers: their own number twice. */
function exchanged(pool: HistoryPool, from: number, count: number, step: number, seed: number) {
  const fresh = tf.tensor2d(
    Array.from({ length: count }, (_, row) => [from + row, from + row]),
    [count, 2],
  );
  const given = pool.exchange(fresh, step, createRandomness(seed).fork(`step ${step}`));
  fresh.dispose();
  expect(given.shape).toEqual([count, 2]);
  const values = given.dataSync();
  return Array.from({ length: count }, (_, row) => {
    expect(values[2 * row]).toBe(values[2 * row + 1]);
    return values[2 * row] as number;
  });
}

describe('a history pool', () => {
  let tensorsBefore = 0;
  beforeAll(async () => {
    await startBackend('cpu');
    tensorsBefore = tf.memory().numTensors;
  });
  afterEach(() => expect(tf.memory().numTensors).toBe(tensorsBefore));

  it('gives new examples or older ones, none twice once it is full, and goes on from a stored state', async () => {
    const runs = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 12 }),
        runs,
        fc.integer(),
        async (capacity, sizes, seed) => {
          const pool = createHistoryPool('pool', capacity);
          const given: number[] = [];
          let seen = 0;
          for (const [step, size] of sizes.entries()) {
            const copy = createHistoryPool('pool', capacity);
            copy.restore(await pool.state());
            const out = exchanged(pool, seen, size, step, seed);
            expect(exchanged(copy, seen, size, step, seed)).toEqual(out);
            expect(await copy.state()).toEqual(await pool.state());
            copy.dispose();
            // Within a step the first answer stands, whatever comes in.
            expect(exchanged(pool, seen, size, step, seed + 1)).toEqual(out);
            if (seen + size <= capacity || capacity === 0) {
              expect(out).toEqual(Array.from({ length: size }, (_, row) => seen + row));
            }
            for (const number of out) expect(number).toBeLessThan(seen + size);
            // An example that filled the pool is given at once and once more when it leaves.
            given.push(...out.slice(Math.max(0, Math.min(size, capacity - seen))));
            seen += size;
            expect((await pool.state()).size).toBe(Math.min(capacity, seen));
          }
          expect(new Set(given).size).toBe(given.length);
          pool.dispose();
        },
      ),
      { numRuns: 30 },
    );
  });

  it('gives older ones in place of half of the new ones', () => {
    const pool = createHistoryPool('pool', 50);
    exchanged(pool, 0, 50, 0, 1);
    let older = 0;
    for (let step = 1; step <= 400; step++) {
      const [number = 0] = exchanged(pool, 100 + step, 1, step, 1);
      if (number < 100 + step) older++;
    }
    // Five standard deviations around one half.
    expect(Math.abs(older - 200)).toBeLessThan(50);
    pool.dispose();
  });
});
