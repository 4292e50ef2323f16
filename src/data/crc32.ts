const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 1 ? 0xedb88320 ^ (remainder >>> 1) : remainder >>> 1;
  }
  return remainder;
});

/**
 * The CRC-32 of bytes, as gzip stores it, without sign.
 * Source: RFC 1952, section 8.
 */
export function crc32(bytes: Uint8Array): number {
  let remainder = -1;
  for (let i = 0; i < bytes.length; i++) {
    const index = (remainder ^ (bytes[i] as number)) & 0xff;
    remainder = (TABLE[index] as number) ^ (remainder >>> 8);
  }
  return (remainder ^ -1) >>> 0;
}
