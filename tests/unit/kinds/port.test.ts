import { describe, expect, it } from 'vitest';
import { inputPortNames, variadicPortIndex, variadicPortName } from '../../../src/kinds/port';

const any = { variadic: {}, min: 2 };

describe('the ports of a kind that takes any number of inputs', () => {
  it.each([
    [[], 'a b'],
    [['a'], 'a b'],
    [['a', 'b'], 'a b c'],
    [['a', 'c'], 'a b c'],
    [['c', 'd', 'e'], 'a c d e'],
  ])('with %j wired are those and one free place: %s', (wired, shown) => {
    expect(inputPortNames(any, wired).join(' ')).toBe(shown);
  });

  it('are few, whatever a file names', () => {
    expect(inputPortNames(any, ['zzzz'])).toEqual(['a', 'zzzz']);
  });

  it('have names that count on after z', () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(variadicPortName)).toEqual([
      ...['a', 'z', 'aa', 'az', 'ba', 'zz', 'aaa'],
    ]);
    for (const index of [0, 25, 26, 475_253]) {
      expect(variadicPortIndex(variadicPortName(index))).toBe(index);
    }
  });
});
