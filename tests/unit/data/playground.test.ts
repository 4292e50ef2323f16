import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DataSet } from '../../../src/data/dataSet';
import type { PlaygroundOptions } from '../../../src/data/playground';
import { PLAYGROUND_SHAPES, playgroundDataSet } from '../../../src/data/playground';
import { expectFailure, expectSuccess } from './expectResult';

interface Point {
  readonly x: number;
  readonly y: number;
  readonly label: number;
}

const BLUE = 1;

function pointsOf({ train, test }: DataSet): Point[] {
  return [train, test].flatMap(({ length, columns }) =>
    Array.from({ length }, (_, i) => ({
      x: columns.point?.values[2 * i] ?? Number.NaN,
      y: columns.point?.values[2 * i + 1] ?? Number.NaN,
      label: columns.label?.values[i] ?? Number.NaN,
    })),
  );
}

function points(options: PlaygroundOptions): Point[] {
  return pointsOf(expectSuccess(playgroundDataSet(options)));
}

function variance(numbers: readonly number[]): number {
  const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
  return numbers.reduce((sum, n) => sum + (n - mean) ** 2, 0) / numbers.length;
}

describe('playgroundDataSet', () => {
  it('makes as many points as asked, the same for the same seed, others for another', () => {
    const options = fc.record({
      shape: fc.constantFrom(...PLAYGROUND_SHAPES),
      count: fc.integer({ min: 2, max: 300 }),
      noise: fc.integer({ min: 0, max: 50 }),
      testRatio: fc.double({ min: 0, max: 0.9, noNaN: true }),
      seed: fc.integer({ min: 0, max: 1000 }),
    });
    fc.assert(
      fc.property(options, (chosen) => {
        const made = expectSuccess(playgroundDataSet(chosen));
        expect(made.train.length + made.test.length).toBe(chosen.count);
        expect(made).toEqual(expectSuccess(playgroundDataSet(chosen)));
        const other = expectSuccess(playgroundDataSet({ ...chosen, seed: chosen.seed + 1 }));
        // A spiral without noise is the same for every seed, in another order only.
        if (chosen.count > 10) expect(other.train).not.toEqual(made.train);
        for (const { x, y, label } of pointsOf(made)) {
          expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
          expect([0, 1]).toContain(label);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('makes the 500 points of the Playground, half of them for testing, in two named classes', () => {
    const { train, test } = expectSuccess(playgroundDataSet({ shape: 'circle' }));
    expect([train.length, test.length]).toEqual([250, 250]);
    expect(train.columns.point?.type).toEqual({ shape: [2], dtype: 'float32' });
    expect(train.columns.label).toMatchObject({
      type: { shape: [], dtype: 'int32' },
      content: 'class',
      classes: ['orange', 'blue'],
    });
  });

  it('circle: blue within 2.5, orange from 3.5 to 5', () => {
    const made = points({ shape: 'circle', count: 1000 });
    for (const { x, y, label } of made) {
      const r = Math.hypot(x, y);
      if (label === BLUE) expect(r).toBeLessThanOrEqual(2.5);
      else expect(r).toBeGreaterThanOrEqual(3.4999);
      expect(r).toBeLessThanOrEqual(5.0001);
    }
    expect(made.filter(({ label }) => label === BLUE)).toHaveLength(500);
    const noisy = points({ shape: 'circle', count: 1000, noise: 50 });
    expect(noisy.some(({ x, y, label }) => Math.hypot(x, y) > 3.4 && label === BLUE)).toBe(true);
    expect(noisy.every(({ x, y }) => Math.hypot(x, y) <= 5.0001)).toBe(true);
  });

  it('xor: blue where both signs agree, nothing within 0.3 of the axes', () => {
    for (const { x, y, label } of points({ shape: 'xor', count: 1000 })) {
      expect(label === BLUE).toBe(x * y >= 0);
      for (const side of [x, y]) {
        expect(Math.abs(side)).toBeGreaterThanOrEqual(0.2999);
        expect(Math.abs(side)).toBeLessThanOrEqual(5.3001);
      }
    }
  });

  it('gaussian: centres (2, 2) and (−2, −2), variance 0.5 growing to 4 with the noise', () => {
    for (const [noise, expected] of [
      [0, 0.5],
      [25, 2.25],
      [50, 4],
    ] as const) {
      const made = points({ shape: 'gaussian', count: 20_000, noise });
      for (const [label, centre] of [
        [1, 2],
        [0, -2],
      ] as const) {
        const xs = made.filter((point) => point.label === label).map(({ x }) => x);
        expect(xs).toHaveLength(10_000);
        expect(xs.reduce((a, b) => a + b, 0) / xs.length).toBeCloseTo(centre, 0);
        expect(variance(xs) / expected).toBeGreaterThan(0.93);
        expect(variance(xs) / expected).toBeLessThan(1.07);
      }
    }
  });

  it('spiral: two arms opposite each other, 1.75 turns, radius growing to 5', () => {
    const made = points({ shape: 'spiral', count: 400 });
    for (const { x, y, label } of made) {
      const r = Math.hypot(x, y);
      const angle = (r / 5) * 3.5 * Math.PI + (label === BLUE ? 0 : Math.PI);
      expect(x).toBeCloseTo(r * Math.sin(angle), 4);
      expect(y).toBeCloseTo(r * Math.cos(angle), 4);
    }
    const radii = made.filter(({ label }) => label === BLUE).map(({ x, y }) => Math.hypot(x, y));
    expect(radii).toHaveLength(200);
    expect(Math.max(...radii)).toBeCloseTo((199 / 200) * 5, 4);
    expect(Math.min(...radii)).toBe(0);
  });

  it.each([
    [{ count: 1 }, 'The number of points is 1; choose a whole number from 2 to 1000000.'],
    [{ count: 2.5 }, 'The number of points is 2.5; choose a whole number from 2 to 1000000.'],
    [{ noise: 51 }, 'The noise is 51 %; choose a number from 0 to 50.'],
    [{ noise: Number.NaN }, 'The noise is NaN %; choose a number from 0 to 50.'],
    [{ testRatio: -0.1 }, 'The test share is -0.1; choose a number from 0 to below 1.'],
  ])('says what is wrong with %j', (options, message) => {
    expect(expectFailure(playgroundDataSet({ shape: 'xor', ...options }))).toBe(message);
  });
});
