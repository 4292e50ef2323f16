import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Image } from '../../../src/data/decodeImage';
import { resizeImage } from '../../../src/data/resizeImage';

const grey = (height: number, width: number, pixels: readonly number[]): Image => ({
  height,
  width,
  channels: 1,
  pixels: Uint8Array.from(pixels),
});

const side = fc.integer({ min: 1, max: 12 });

describe('resizeImage', () => {
  it('averages the area that a smaller pixel covers', () => {
    const image = grey(2, 4, [0, 10, 20, 30, 40, 50, 60, 70]);
    expect([...resizeImage(image, 1, 2).pixels]).toEqual([25, 45]);
    // Each of two pixels covers one old pixel and half of the middle one.
    expect([...resizeImage(grey(1, 3, [0, 90, 30]), 1, 2).pixels]).toEqual([30, 50]);
  });

  it('puts larger pixels between old ones, centre to centre', () => {
    // The numbers that bilinear resizing with half-pixel centres gives in TensorFlow and PyTorch.
    expect([...resizeImage(grey(1, 2, [0, 100]), 1, 4).pixels]).toEqual([0, 25, 75, 100]);
    expect([...resizeImage(grey(2, 1, [0, 100]), 4, 1).pixels]).toEqual([0, 25, 75, 100]);
  });

  it('keeps channels apart', () => {
    const image: Image = {
      height: 1,
      width: 2,
      channels: 3,
      pixels: Uint8Array.of(0, 100, 200, 10, 110, 210),
    };
    expect([...resizeImage(image, 1, 1).pixels]).toEqual([5, 105, 205]);
  });

  it('keeps an image of one colour, stays within the range, and does not touch the right size', () => {
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        fc.infiniteStream(fc.integer({ min: 0, max: 255 })),
        (h, w, toH, toW, stream) => {
          const numbers = [...stream.take(h * w)];
          const image = grey(h, w, numbers);
          const { height, width, pixels } = resizeImage(image, toH, toW);
          expect([height, width, pixels.length]).toEqual([toH, toW, toH * toW]);
          for (const pixel of pixels) {
            expect(pixel).toBeGreaterThanOrEqual(Math.min(...numbers));
            expect(pixel).toBeLessThanOrEqual(Math.max(...numbers));
          }
          const plain = grey(
            h,
            w,
            numbers.map(() => 77),
          );
          expect(new Set(resizeImage(plain, toH, toW).pixels)).toEqual(new Set([77]));
          expect(resizeImage(image, h, w)).toBe(image);
        },
      ),
    );
  });

  it('keeps the mean when it shrinks', () => {
    const numbers = Array.from({ length: 35 }, (_, i) => (i * 37) % 256);
    const { pixels } = resizeImage(grey(5, 7, numbers), 3, 2);
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;
    expect(Math.abs(mean([...pixels]) - mean(numbers))).toBeLessThan(0.5);
  });
});
