import { encode } from 'fast-png';
import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { createRandomness } from '../../../src/base/randomness';
import { boundedPng } from '../../../src/data/boundedPng';
import { crc32 } from '../../../src/data/crc32';
import { decodeImage } from '../../../src/data/decodeImage';

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** A grey PNG that says it has 4×4 pixels. */
function grey(packedPixels: Uint8Array, ...before: readonly Buffer[]): Uint8Array {
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const header = chunk('IHDR', Uint8Array.from([0, 0, 0, 4, 0, 0, 0, 4, 8, 0, 0, 0, 0]));
  const end = chunk('IEND', new Uint8Array());
  const parts = [signature, header, ...before, chunk('IDAT', packedPixels), end];
  return Uint8Array.from(Buffer.concat(parts));
}

const bomb = zlibSync(new Uint8Array(128_000_000), { level: 9 });
const honest = zlibSync(new Uint8Array(4 * 5));

describe('a PNG', () => {
  it('that unpacks to far more pixels than it says is refused', () => {
    const decoded = decodeImage('bomb.png', grey(bomb), 1);
    expect(decoded).toMatchObject({ ok: false, error: expect.stringContaining('bomb.png') });
    expect(decoded).toMatchObject({ error: expect.stringContaining('unpack to more than') });
  });

  it('is read without the profiles and texts in it', () => {
    const profile = chunk('iCCP', Buffer.concat([Buffer.from('a\0\0'), bomb]));
    const bytes = grey(honest, profile);
    expect(boundedPng(bytes).length).toBe(grey(honest).length);
    expect(decodeImage('profile.png', bytes, 1)).toMatchObject({ ok: true });
  });

  it('with many pixels that are honest is read whole', () => {
    const width = 400;
    const noise = createRandomness(1);
    const data = Uint8Array.from({ length: width * width * 3 }, () => noise.integer(256));
    const bytes = encode({ width, height: width, channels: 3, depth: 8, data });
    // Large enough to be looked at before it is decoded.
    expect(bytes.length).toBeGreaterThan(64_000);
    const decoded = decodeImage('large.png', bytes, 3);
    expect(decoded.ok && decoded.value.pixels).toEqual(data);
  });
});
