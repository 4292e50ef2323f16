import { Unzlib } from 'fflate';

const SIGNATURE_BYTES = 8;
/** Length, type and checksum of a chunk. */
const CHUNK_OVERHEAD_BYTES = 12;
/** The chunks that pixels depend on; others may hold compressed texts and profiles of any size. */
const NEEDED_CHUNKS = ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'];
/** Numbers a pixel, by the colour type in the header. */
const CHANNELS = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
]);
/** Deflate turns one byte into at most this many. */
const LARGEST_DEFLATE_RATIO = 1032;
/** Pixels that cannot unpack to more than this are not unpacked for a look. */
const HARMLESS_BYTES = 64_000_000;
/** Compressed bytes that are unpacked at a time, to at most 17 MB. */
const PIECE_BYTES = 16_384;

/**
 * A PNG as it may be given to a decoder: a copy with only the chunks that pixels depend on. Throws
 * where its pixels would unpack to far more than its header says, before they take the memory.
 */
export function boundedPng(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [bytes.subarray(0, SIGNATURE_BYTES)];
  const pixels: Uint8Array[] = [];
  for (let at = SIGNATURE_BYTES; at + CHUNK_OVERHEAD_BYTES <= bytes.length; ) {
    const end = at + CHUNK_OVERHEAD_BYTES + view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (NEEDED_CHUNKS.includes(type)) parts.push(bytes.subarray(at, end));
    if (type === 'IDAT') pixels.push(bytes.subarray(at + 8, end - 4));
    if (type === 'IEND') break;
    at = end;
  }
  const packedBytes = pixels.reduce((sum, { length }) => sum + length, 0);
  if (packedBytes * LARGEST_DEFLATE_RATIO > HARMLESS_BYTES) {
    checkUnpackedBytes(pixels, largestUnpackedBytes(view));
  }
  return joined(parts);
}

/** Room for the rows of a picture with their filter bytes, also where it is interlaced. */
function largestUnpackedBytes(view: DataView): number {
  const width = view.getUint32(16);
  const height = view.getUint32(20);
  const bits = view.getUint8(24) * (CHANNELS.get(view.getUint8(25)) ?? 4);
  return 2 * height * (1 + Math.ceil((width * bits) / 8)) + 1024;
}

function checkUnpackedBytes(pixels: readonly Uint8Array[], largest: number): void {
  let unpackedBytes = 0;
  const unpacking = new Unzlib((piece) => {
    unpackedBytes += piece.length;
  });
  for (const chunk of pixels) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      unpacking.push(chunk.slice(at, at + PIECE_BYTES));
      if (unpackedBytes > largest) {
        throw new Error(`its pixels unpack to more than the ${largest} bytes that its size needs`);
      }
    }
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
