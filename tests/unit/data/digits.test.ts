import { describe, expect, it } from 'vitest';
import type { DataSet } from '../../../src/data/dataSet';
import { type DigitsOptions, digitsDataSet } from '../../../src/data/digits';
import { nearestNeighbourAccuracy } from './nearestNeighbour';

const options: DigitsOptions = {
  size: 16,
  count: 1000,
  testCount: 200,
  occlusion: 0,
  noise: 0,
  classes: [],
  perClass: 0,
  seed: 1,
};

const counts = ({ train }: DataSet) => {
  const all = new Map<number, number>();
  for (const label of train.columns.label?.values ?? []) all.set(label, (all.get(label) ?? 0) + 1);
  return [...all].sort(([a], [b]) => a - b).map(([, count]) => count);
};

describe('drawn digits', () => {
  it('have equally many examples of each class', () => {
    expect(counts(digitsDataSet(options))).toEqual(Array.from({ length: 10 }, () => 100));
    expect(counts(digitsDataSet({ ...options, perClass: 3 }))).toEqual(
      Array.from({ length: 10 }, () => 3),
    );
    expect(digitsDataSet({ ...options, perClass: 3 }).test.length).toBe(200);
  });

  it('keep the chosen digits, numbered in the order in which they were chosen', () => {
    const some = digitsDataSet({ ...options, classes: [8, 1, 8] });
    expect(some.train.columns.label?.classes).toEqual(['8', '1']);
    expect(counts(some)).toEqual([500, 500]);
    const both = digitsDataSet({ ...options, count: 400, classes: [1, 8] });
    // An eight has more ink than a one.
    const ink = ({ train }: DataSet, label: number) =>
      [...(train.columns.image?.values ?? [])].reduce(
        (sum, value, i) =>
          train.columns.label?.values[Math.floor(i / 256)] === label ? sum + value : sum,
        0,
      );
    expect(ink(some, 0)).toBeGreaterThan(1.3 * ink(some, 1));
    expect(ink(both, 1)).toBeGreaterThan(1.3 * ink(both, 0));
  });

  it('can be told apart, and the harder the more is hidden', () => {
    const accuracy = (own: Partial<DigitsOptions>) => {
      const { train, test } = digitsDataSet({ ...options, ...own });
      return nearestNeighbourAccuracy(train, test);
    };
    const easy = accuracy({});
    const usual = accuracy({ occlusion: 0.05, noise: 0.1 });
    const hard = accuracy({ occlusion: 0.2, noise: 0.3 });
    expect(easy).toBeGreaterThan(0.8);
    expect(usual).toBeGreaterThan(0.5);
    expect(usual).toBeLessThan(0.93);
    expect(hard).toBeLessThan(usual - 0.1);
    expect(hard).toBeGreaterThan(0.2);
  });
});
