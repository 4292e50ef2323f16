import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../src/data/crc32';
import type { Image } from '../../../src/data/decodeImage';
import { decodeImage } from '../../../src/data/decodeImage';
import { expectFailure, expectSuccess } from './expectResult';

const FOLDER = new URL('./images/', import.meta.url);
const { pixels: EXPECTED } = JSON.parse(readFileSync(new URL('expected.json', FOLDER), 'utf8')) as {
  pixels: Record<string, string>;
};

const bytesOf = (name: string) => new Uint8Array(readFileSync(new URL(name, FOLDER)));
const expected = (name: string) => new Uint8Array(Buffer.from(EXPECTED[name] ?? '', 'base64'));

function differences(name: string): { most: number; mean: number } {
  const { height, width, channels, pixels } = expectSuccess(decodeImage(name, bytesOf(name), 3));
  expect([height, width, channels]).toEqual([9, 13, 3]);
  const other = expected(name);
  const apart = Array.from(pixels, (pixel, i) => Math.abs(pixel - (other[i] ?? Number.NaN)));
  return { most: Math.max(...apart), mean: apart.reduce((a, b) => a + b, 0) / apart.length };
}

/** A PNG of one grey row per row of packed bytes, written from the description of the format. */
function greyPng(width: number, depth: number, rows: readonly (readonly number[])[]): Uint8Array {
  const chunk = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(rows.length, 4);
  header[8] = depth;
  return new Uint8Array(
    Buffer.concat([
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(Uint8Array.from(rows.flatMap((row) => [0, ...row])))),
      chunk('IEND', new Uint8Array()),
    ]),
  );
}

describe('decodeImage', () => {
  it.each([
    'colour.png',
    'grey.png',
    'interlaced.png',
    'palette-16.png',
    'palette-4.png',
    'palette-2.png',
  ])('decodes %s to the pixels of libpng', (name) => {
    expect(differences(name).most).toBe(0);
  });

  it('refuses packed pixels that are interlaced rather than mixing them up', () => {
    const name = 'palette-4-interlaced.png';
    expect(expectFailure(decodeImage(name, bytesOf(name), 3))).toBe(
      'palette-4-interlaced.png: the PNG cannot be read (it is interlaced with fewer than 8 bits; ' +
        'save it without interlacing); replace it or take it out.',
    );
  });

  it('rounds 16 bits to 8, where libpng cuts them off', () => {
    expect(differences('sixteen-bit.png').most).toBeLessThanOrEqual(1);
  });

  it.each(['transparent.png', 'palette-transparent.png'])('lays %s over white', (name) => {
    expect(differences(name).most).toBeLessThanOrEqual(1);
  });

  it.each(['baseline.jpg', 'progressive.jpg', 'grey.jpg'])(
    'decodes %s to the pixels of libjpeg, but for rounding',
    (name) => {
      expect(differences(name).most).toBeLessThanOrEqual(3);
    },
  );

  it('decodes subsampled colour near the pixels of libjpeg, which smooths it', () => {
    expect(differences('subsampled.jpg').mean).toBeLessThan(3);
  });

  it.each([
    [1, 10, [[0b10110000, 0b01000000]], [255, 0, 255, 255, 0, 0, 0, 0, 0, 255]],
    [2, 3, [[0b00011000], [0b11100100]], [0, 85, 170, 255, 170, 85]],
    [4, 3, [[0x0f, 0x30]], [0, 255, 51]],
    [8, 2, [[7, 200]], [7, 200]],
  ])('unpacks grey of %i bits', (depth, width, rows, grey) => {
    const { pixels } = expectSuccess(decodeImage('a.png', greyPng(width, depth, rows), 1));
    expect([...pixels]).toEqual(grey);
  });

  it('turns colour into grey by its luma', () => {
    const grey = expectSuccess(decodeImage('colour.png', bytesOf('colour.png'), 1));
    const colour = expected('colour.png');
    const luma = (i: number) =>
      0.299 * (colour[i] ?? 0) + 0.587 * (colour[i + 1] ?? 0) + 0.114 * (colour[i + 2] ?? 0);
    expect([...grey.pixels]).toEqual(
      Array.from({ length: 117 }, (_, i) => Math.round(luma(3 * i))),
    );
  });

  it('decodes from the middle of a buffer', () => {
    for (const name of ['colour.png', 'baseline.jpg']) {
      const bytes = bytesOf(name);
      const moved = new Uint8Array(bytes.length + 9);
      moved.set(bytes, 5);
      const image = decodeImage(name, moved.subarray(5, 5 + bytes.length), 3);
      expect(image).toEqual(decodeImage(name, bytes, 3));
    }
  });

  it('reports files that are cut off, and never throws for changed ones', () => {
    const names = fc.constantFrom(...Object.keys(EXPECTED));
    fc.assert(
      fc.property(names, fc.double({ min: 0, max: 0.9, noNaN: true }), (name, part) => {
        const bytes = bytesOf(name);
        const message = expectFailure(
          decodeImage(name, bytes.slice(0, Math.floor(part * bytes.length)), 3),
        );
        expect(message.startsWith(`${name}: `)).toBe(true);
      }),
    );
    fc.assert(
      fc.property(names, fc.nat(), fc.integer({ min: 1, max: 255 }), (name, place, change) => {
        const bytes = bytesOf(name);
        const at = place % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ change;
        const result = decodeImage(name, bytes, 3);
        if (result.ok) expect(sizeMatches(result.value)).toBe(true);
        else expect(result.error.startsWith(`${name}: `)).toBe(true);
      }),
    );
  });

  it('says what is wrong', () => {
    expect(expectFailure(decodeImage('a.png', new TextEncoder().encode('GIF89a…'), 3))).toBe(
      'a.png: neither a PNG nor a JPEG image; convert it or take it out.',
    );
    expect(expectFailure(decodeImage('a.png', new Uint8Array(), 3))).toBe(
      'a.png: neither a PNG nor a JPEG image; convert it or take it out.',
    );
    const huge = bytesOf('colour.png');
    huge.set([0, 1, 0, 0, 0, 1, 0, 0], 16);
    expect(expectFailure(decodeImage('a.png', huge, 3))).toBe(
      'a.png: the PNG cannot be read (65536×65536 pixels are more than 64 million); ' +
        'replace it or take it out.',
    );
  });
});

function sizeMatches({ height, width, channels, pixels }: Image): boolean {
  return pixels.length === height * width * channels;
}
