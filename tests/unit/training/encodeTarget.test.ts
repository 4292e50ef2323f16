import { describe, expect, it } from 'vitest';
import { encodeTarget } from '../../../src/compile/encodeTarget';

describe('targets as numbers', () => {
  it('are one of many, one of two, a side, or themselves', () => {
    expect([...encodeTarget([2, 0], 'oneHot', 3)]).toEqual([0, 0, 1, 1, 0, 0]);
    expect([...encodeTarget(Int32Array.of(1, 0), 'zeroOne', 1)]).toEqual([1, 0]);
    expect([...encodeTarget([1, 0], 'minusOneOne', 1)]).toEqual([1, -1]);
    expect([...encodeTarget([0.5, -2], 'asIs', 2)]).toEqual([0.5, -2]);
  });

  it('cannot be a class that there is not', () => {
    expect(() => encodeTarget([3], 'oneHot', 3)).toThrow('Class 3 is not one of 3 classes.');
    expect(() => encodeTarget([-1], 'oneHot', 3)).toThrow(RangeError);
  });
});
