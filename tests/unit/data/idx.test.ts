import fc from 'fast-check';
import { gzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { parseIdx } from '../../../src/data/idx';
import { expectFailure, expectSuccess } from './expectResult';
import { idxBytes } from './idxBytes';

describe('parseIdx', () => {
  it('reads the header and the numbers of a file written by hand', () => {
    const bytes = Uint8Array.of(0, 0, 0x0b, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0x01, 0x02, 0xff, 0xfe);
    expect(expectSuccess(parseIdx('a.idx', bytes))).toEqual({
      element: 'short',
      shape: [2, 1],
      values: Int32Array.of(258, -2),
    });
  });

  it.each([
    [0x08, 'unsigned byte', [0, 255], Uint8Array],
    [0x09, 'signed byte', [-128, 127], Int32Array],
    [0x0b, 'short', [-32768, 32767], Int32Array],
    [0x0c, 'int', [-2147483648, 2147483647], Int32Array],
    [0x0d, 'float', [0.5, -1.25], Float32Array],
    [0x0e, 'double', [0.5, -1e10], Float32Array],
  ] as const)('reads element type %i (%s)', (code, element, numbers, storage) => {
    const read = expectSuccess(parseIdx('a.idx', idxBytes(code, [2], numbers)));
    expect(read.element).toBe(element);
    expect(read.values).toBeInstanceOf(storage);
    expect([...read.values]).toEqual([...numbers]);
  });

  it('reads back any array of any rank, gzipped or not, at any place in a buffer', () => {
    const array = fc
      .array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 })
      .chain((shape) => {
        const length = shape.reduce((a, b) => a * b, 1);
        const int = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
        return fc.tuple(
          fc.constant(shape),
          fc.array(int, { minLength: length, maxLength: length }),
          fc.boolean(),
          fc.integer({ min: 0, max: 3 }),
        );
      });
    fc.assert(
      fc.property(array, ([shape, numbers, packed, shift]) => {
        const plain = idxBytes(0x0c, shape, numbers);
        const file = packed ? gzipSync(plain) : plain;
        const moved = new Uint8Array(file.length + shift);
        moved.set(file, shift);
        const read = expectSuccess(parseIdx('a.idx', moved.subarray(shift)));
        expect(read.shape).toEqual(shape);
        expect([...read.values]).toEqual(numbers);
      }),
    );
  });

  it('never throws, whatever the bytes', () => {
    const header = fc.constantFrom([], [0, 0], [0, 0, 8, 1], [0x1f, 0x8b, 8, 0], [0, 0, 14, 255]);
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 64 }), (start, rest) => {
        const result = parseIdx('a.idx', Uint8Array.from([...start, ...rest]));
        expect(result.ok || result.error.startsWith('a.idx')).toBe(true);
      }),
    );
  });

  it.each([
    [
      [0, 0],
      'a.idx: an IDX file starts with 4 bytes of header, this file has 2; choose an IDX file.',
    ],
    [
      [0x89, 0x50, 0x4e, 0x47],
      'a.idx, offset 0: expected 0x00 0x00, the start of an IDX file, found 0x89 0x50; choose an IDX file.',
    ],
    [
      [0, 0, 0x0a, 1],
      'a.idx, offset 2: expected an element type (0x08 unsigned byte, 0x09 signed byte, 0x0b short, ' +
        '0x0c int, 0x0d float, 0x0e double), found 0x0a; the file is damaged or not an IDX file.',
    ],
    [
      [0, 0, 8, 2, 0, 0, 0, 1],
      'a.idx, offset 4: expected 2 axis lengths (8 bytes), found 4 bytes; the file is cut off, fetch it again.',
    ],
    [
      [0, 0, 0x0c, 1, 0, 0, 0, 2, 0, 0, 0, 1],
      'a.idx, offset 8: expected 8 bytes of data (2 of int), found 4; the file is cut off, fetch it again.',
    ],
    [
      [0, 0, 8, 1, 0, 0, 0, 1, 5, 6],
      'a.idx, offset 8: expected 1 bytes of data (1 of unsigned byte), found 2; the file has something appended to it.',
    ],
    [[0x1f, 0x8b, 8], 'a.idx: gzip file of 3 bytes is cut off; fetch it again.'],
  ])('says what is wrong with %j', (bytes, message) => {
    expect(expectFailure(parseIdx('a.idx', Uint8Array.from(bytes)))).toBe(message);
  });

  it('takes no memory on the word of a header', () => {
    const huge = Uint8Array.of(0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255, 1);
    expect(expectFailure(parseIdx('a.idx', huge))).toContain('found 1; the file is cut off');
    const bomb = gzipSync(new Uint8Array(100));
    bomb.set([255, 255, 255, 127], bomb.length - 4);
    expect(expectFailure(parseIdx('a.idx', bomb))).toContain(
      'says it unpacks to 2147483647 bytes, which cannot be',
    );
  });

  it('never takes damaged gzip data for numbers', () => {
    const array = idxBytes(0x08, [1000], range(1000));
    const packed = gzipSync(array);
    // The first ten bytes are the header of gzip, which holds a time and a system nobody needs.
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: packed.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (place, change) => {
          const damaged = packed.slice();
          damaged[place] = (damaged[place] ?? 0) ^ change;
          const result = parseIdx('a.idx', damaged);
          // Some bits mean nothing: then the numbers are the right ones.
          if (result.ok) expect([...result.value.values]).toEqual(range(1000));
          else expect(result.error).toMatch(/^a\.idx: gzip (data is damaged|file of)/);
        },
      ),
    );
  });
});

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index % 251);
}
