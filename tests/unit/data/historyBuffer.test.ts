import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandomness } from '../../../src/base/randomness';
import { createHistoryBuffer } from '../../../src/data/historyBuffer';

/** Examples of two numbers: their own number twice. */
const batch = (from: number, count: number) =>
  Float32Array.from({ length: 2 * count }, (_, i) => from + Math.floor(i / 2));

const numbers = (values: Float32Array) => [...values].filter((_, i) => i % 2 === 0);

describe('a history buffer', () => {
  it('gives as many as it takes, each new or seen before and none twice, and keeps its capacity', () => {
    const runs = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 }), runs, fc.integer(), (capacity, sizes, seed) => {
        const buffer = createHistoryBuffer(capacity, 2);
        const copy = createHistoryBuffer(capacity, 2);
        const randomness = createRandomness(seed);
        const given: number[] = [];
        let seen = 0;
        for (const [round, size] of sizes.entries()) {
          copy.restore(buffer.state());
          const fresh = batch(seen, size);
          const out = buffer.exchange(fresh, randomness.fork(`round ${round}`));
          expect(copy.exchange(fresh, randomness.fork(`round ${round}`))).toEqual(out);
          expect(copy.state()).toEqual(buffer.state());
          expect(out).toHaveLength(2 * size);
          if (seen + size <= capacity || capacity === 0) expect(out).toEqual(fresh);
          seen += size;
          given.push(...numbers(out).slice(Math.max(0, capacity - (seen - size))));
          expect(buffer.length).toBe(Math.min(capacity, seen));
          for (const number of numbers(out)) expect(number).toBeLessThan(seen);
        }
        // What was given once the buffer was full left it, so that nothing is given again.
        const later = capacity === 0 ? given : given.filter((number) => number >= capacity);
        expect(new Set(later).size).toBe(later.length);
        for (const number of numbers(buffer.state())) expect(number).toBeLessThan(seen);
      }),
    );
  });

  it('gives older ones in place of half of the new ones', () => {
    const buffer = createHistoryBuffer(50, 2);
    const randomness = createRandomness(1);
    buffer.exchange(batch(0, 50), randomness);
    let older = 0;
    for (let round = 0; round < 1000; round++) {
      const [number = 0] = buffer.exchange(batch(100 + round, 1), randomness);
      if (number < 100 + round) older++;
    }
    // Five standard deviations around one half.
    expect(Math.abs(older - 500)).toBeLessThan(80);
  });

  it('leaves the batch as it was, and refuses a stored state that does not fit', () => {
    const buffer = createHistoryBuffer(2, 2);
    buffer.exchange(batch(0, 2), createRandomness(1));
    const fresh = batch(10, 5);
    buffer.exchange(fresh, createRandomness(2));
    expect(fresh).toEqual(batch(10, 5));
    expect(() => buffer.restore(batch(0, 3))).toThrow(RangeError);
    expect(() => buffer.restore(new Float32Array(3))).toThrow(RangeError);
  });
});
