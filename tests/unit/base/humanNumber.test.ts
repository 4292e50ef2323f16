import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatExact } from '../../../src/base/humanNumber';

describe('numbers as people read them', () => {
  it.each([
    [0, '0'],
    [760, '760'],
    [999, '999'],
    [1000, '1.0 k'],
    [61_706, '61.7 k'],
    [999_949, '999.9 k'],
    [999_950, '1.0 M'],
    [138_357_544, '138.4 M'],
    [15_470_264_320, '15.5 G'],
    [-1500, '-1.5 k'],
  ])('writes the count %d as %s', (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  it.each([
    [0, '0 B'],
    [512, '512 B'],
    [93_200_000, '93.2 MB'],
    [1_000_000_000, '1.0 GB'],
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [0, '0'],
    [138_357_544, '138,357,544'],
    [-1234, '-1,234'],
    [1234.5, '1,234.5'],
    [1e21, '1e+21'],
  ])('writes %d exactly as %s', (value, text) => {
    expect(formatExact(value)).toBe(text);
  });

  it('loses no digit of a whole number, and at most half of the last one shown', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(Number(formatExact(value).replaceAll(',', ''))).toBe(value);
        const [digits, step = ''] = formatCount(value).split(' ');
        const unit = 1000 ** ['', 'k', 'M', 'G', 'T', 'P'].indexOf(step);
        expect(Math.abs(Number(digits) * unit - value)).toBeLessThanOrEqual(0.0501 * unit);
      }),
    );
  });
});
