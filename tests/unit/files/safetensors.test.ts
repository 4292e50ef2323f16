import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../../src/base/result';
import type { SafetensorsContent, StoredTensor } from '../../../src/files/safetensors';
import { readSafetensors, writeSafetensors } from '../../../src/files/safetensors';

/** A file written from the published description: length, header, data. */
function fileOf(header: unknown, data: readonly number[] = [], length?: bigint): Uint8Array {
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  const encoded = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + encoded.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(encoded.length), true);
  bytes.set(encoded, 8);
  bytes.set(data, 8 + encoded.length);
  return bytes;
}

function expectContent(result: Result<SafetensorsContent>): SafetensorsContent {
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

const entry = (dtype: string, shape: unknown, offsets: unknown) => ({
  dtype,
  shape,
  data_offsets: offsets,
});

const tensor: fc.Arbitrary<StoredTensor> = fc
  .array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 })
  .chain((shape) => {
    const length = shape.reduce((a, b) => a * b, 1);
    const exactly = { minLength: length, maxLength: length };
    return fc.oneof(
      fc.float32Array(exactly).map((values): StoredTensor => ({ dtype: 'F32', shape, values })),
      fc.int32Array(exactly).map((values): StoredTensor => ({ dtype: 'I32', shape, values })),
      fc.uint8Array(exactly).map((values): StoredTensor => ({ dtype: 'U8', shape, values })),
      fc
        .uint8Array({ ...exactly, max: 1 })
        .map((values): StoredTensor => ({ dtype: 'BOOL', shape, values })),
    );
  });
const name = fc.oneof(
  fc.string(),
  fc.constantFrom('0', '12', '__proto__', 'constructor', 'gewicht/ß'),
);
const content = fc
  .tuple(fc.array(fc.tuple(name, tensor)), fc.dictionary(fc.string(), fc.string()))
  .map(([tensors, metadata]) => ({ tensors: new Map(tensors), metadata: { ...metadata } }));

describe('safetensors', () => {
  it('writes the bytes of the published layout', () => {
    const bytes = writeSafetensors({
      tensors: new Map<string, StoredTensor>([
        ['flag', { dtype: 'BOOL', shape: [2], values: Uint8Array.of(1, 0) }],
        ['w', { dtype: 'F32', shape: [1, 2], values: Float32Array.of(1, -2) }],
      ]),
      metadata: { made: 'by hand' },
    });
    const header =
      '{"__metadata__":{"made":"by hand"},' +
      '"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},' +
      '"flag":{"dtype":"BOOL","shape":[2],"data_offsets":[8,10]}}';
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8, ' ');
    expect([...bytes.subarray(0, 8)]).toEqual([padded.length, 0, 0, 0, 0, 0, 0, 0]);
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + padded.length))).toBe(padded);
    // 1.0 is 0x3f800000 and −2.0 is 0xc0000000, low byte first.
    expect([...bytes.subarray(8 + padded.length)]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 1, 0]);
  });

  it('reads a file written by hand, unpadded, at any place in a buffer', () => {
    const file = fileOf(
      {
        b: entry('I32', [1], [4, 8]),
        a: entry('F32', [], [0, 4]),
        none: entry('U8', [0, 3], [8, 8]),
        __metadata__: { format: 'pt' },
      },
      [0, 0, 0x20, 0x41, 0xff, 0xff, 0xff, 0xff],
    );
    for (const shift of [0, 1, 3]) {
      const moved = new Uint8Array(file.length + shift);
      moved.set(file, shift);
      const { tensors, metadata } = expectContent(readSafetensors('w', moved.subarray(shift)));
      expect(metadata).toEqual({ format: 'pt' });
      expect(tensors.get('a')).toEqual({ dtype: 'F32', shape: [], values: Float32Array.of(10) });
      expect(tensors.get('b')).toEqual({ dtype: 'I32', shape: [1], values: Int32Array.of(-1) });
      expect(tensors.get('none')?.values).toHaveLength(0);
    }
  });

  it('reads back whatever it writes, and writes the same bytes again', () => {
    fc.assert(
      fc.property(content, (written) => {
        const bytes = writeSafetensors(written);
        const read = expectContent(readSafetensors('w', bytes));
        expect(new Map(read.tensors)).toEqual(written.tensors);
        expect(Object.entries(read.metadata)).toEqual(Object.entries(written.metadata));
        expect(writeSafetensors(written)).toEqual(bytes);
      }),
    );
  });

  it('writes views of larger buffers', () => {
    const values = new Float32Array([1, 2, 3, 4]).subarray(1, 3);
    const tensors = new Map([['w', { dtype: 'F32', shape: [2], values }] as const]);
    const { tensors: read } = expectContent(
      readSafetensors('w', writeSafetensors({ tensors, metadata: {} })),
    );
    expect(read.get('w')?.values).toEqual(Float32Array.of(2, 3));
  });

  it.each<[string, StoredTensor]>([
    ['w', { dtype: 'F32', shape: [3], values: Float32Array.of(1) }],
    ['w', { dtype: 'F32', shape: [1], values: Int32Array.of(1) }],
    ['__metadata__', { dtype: 'U8', shape: [1], values: Uint8Array.of(1) }],
  ])('throws for a tensor %s that contradicts itself', (key, wrong) => {
    expect(() => writeSafetensors({ tensors: new Map([[key, wrong]]), metadata: {} })).toThrow(
      `Tensor "${key}"`,
    );
  });

  it.each<[string, Uint8Array, string]>([
    [
      'too short',
      Uint8Array.of(1, 2, 3),
      'w: expected 8 bytes of header length, found 3 bytes; the file is damaged or not a safetensors file.',
    ],
    [
      'a header beyond the limit',
      fileOf('{}', [], 2n ** 63n),
      'w: a header of 9223372036854775808 bytes is too large (at most 100000000); the file is damaged or not a safetensors file.',
    ],
    [
      'a header beyond the file',
      fileOf('{}', [], 50n),
      'w: the header should take 50 bytes, only 2 follow; the file is damaged or not a safetensors file.',
    ],
    [
      'no header',
      fileOf(''),
      'w: the header does not start with "{"; the file is damaged or not a safetensors file.',
    ],
    [
      'a list as header',
      fileOf('[]'),
      'w: the header does not start with "{"; the file is damaged or not a safetensors file.',
    ],
    [
      'metadata that are no texts',
      fileOf({ __metadata__: { a: 1 } }),
      'w: __metadata__ does not map names to texts; the file is damaged.',
    ],
    [
      'an entry that is none',
      fileOf({ a: 5 }),
      'w, tensor "a": expected dtype, shape and data_offsets; the file is damaged.',
    ],
    [
      'an unknown element type',
      fileOf({ a: entry('BF16', [1], [0, 2]) }, [0, 0]),
      'w, tensor "a": elements of type "BF16" are not read; convert to F32, I32, U8, BOOL.',
    ],
    [
      'an element type named like a property of every object',
      fileOf({ a: entry('constructor', [1], [0, 2]) }, [0, 0]),
      'w, tensor "a": elements of type "constructor" are not read; convert to F32, I32, U8, BOOL.',
    ],
    [
      'a negative axis',
      fileOf({ a: entry('U8', [-1, -1], [0, 1]) }, [0]),
      'w, tensor "a": the shape [-1,-1] is not a list of whole numbers; the file is damaged.',
    ],
    [
      'a fractional axis',
      fileOf({ a: entry('U8', [0.5, 2], [0, 1]) }, [0]),
      'w, tensor "a": the shape [0.5,2] is not a list of whole numbers; the file is damaged.',
    ],
    [
      'offsets that are none',
      fileOf({ a: entry('U8', [1], [0]) }, [0]),
      'w, tensor "a": data_offsets [0] is not a start and an end; the file is damaged.',
    ],
    [
      'offsets back to front',
      fileOf({ a: entry('U8', [1], [1, 0]) }, [0]),
      'w, tensor "a": U8 [1] takes 1 bytes, data_offsets 1–0 give -1; the file is damaged.',
    ],
    [
      'a shape that does not fit its bytes',
      fileOf({ a: entry('F32', [2], [0, 4]) }, [0, 0, 0, 0]),
      'w, tensor "a": F32 [2] takes 8 bytes, data_offsets 0–4 give 4; the file is damaged.',
    ],
    [
      'a shape whose product overflows',
      fileOf({ a: entry('U8', [2 ** 32, 2 ** 32], [0, 0]) }),
      'w, tensor "a": U8 [4294967296, 4294967296] takes 18446744073709552000 bytes, data_offsets 0–0 give 0; the file is damaged.',
    ],
    [
      'data beyond the file',
      fileOf({ a: entry('U8', [2 ** 40], [0, 2 ** 40]) }, [0]),
      'w, tensor "a": its data end at byte 1099511627776, the file holds 1 bytes of data; the file is cut off.',
    ],
    [
      'overlapping data',
      fileOf({ a: entry('U8', [2], [0, 2]), b: entry('U8', [2], [1, 3]) }, [0, 0, 0]),
      'w, tensor "b": its data start at byte 1 instead of 2 and overlap those of another; the file is damaged.',
    ],
    [
      'a gap',
      fileOf({ a: entry('U8', [1], [0, 1]), b: entry('U8', [1], [2, 3]) }, [0, 0, 0]),
      'w, tensor "b": its data start at byte 2 instead of 1 and leave a gap before them; the file is damaged.',
    ],
    [
      'data left over',
      fileOf({ a: entry('U8', [1], [0, 1]) }, [0, 0, 0]),
      'w: the tensors take 1 bytes, the file holds 3 bytes of data; the file is damaged.',
    ],
    [
      'a truth value that is none',
      fileOf({ a: entry('BOOL', [2], [0, 2]) }, [1, 7]),
      'w, tensor "a": a truth value is 0 or 1, value 1 is 7; the file is damaged.',
    ],
  ])('says what is wrong with %s', (_, bytes, message) => {
    expect(readSafetensors('w', bytes)).toEqual({ ok: false, error: message });
  });

  it('reports headers that are no JSON and no UTF-8', () => {
    expect(readSafetensors('w', fileOf('{"a":'))).toMatchObject({
      error: expect.stringMatching(/^w: the header is not JSON \(/),
    });
    const bytes = fileOf('{"a"}');
    bytes[9] = 0xff;
    expect(readSafetensors('w', bytes)).toMatchObject({
      error: expect.stringMatching(/^w: the header is not JSON \(/),
    });
  });

  it('never throws for changed bytes, and never gives more than the file holds', () => {
    fc.assert(
      fc.property(content, fc.nat(), fc.nat({ max: 255 }), (written, place, value) => {
        const bytes = writeSafetensors(written);
        bytes[place % bytes.length] = value;
        const result = readSafetensors('w', bytes);
        if (!result.ok) {
          expect(result.error.startsWith('w')).toBe(true);
          return;
        }
        let total = 0;
        for (const { values } of result.value.tensors.values()) total += values.byteLength;
        expect(total).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });
});
