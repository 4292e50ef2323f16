import { expect, it } from 'vitest';
import { crc32 } from '../../../src/data/crc32';

it('gives the published check value of CRC-32, and 0 for nothing', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array())).toBe(0);
});
