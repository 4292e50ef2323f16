import { gunzipSync } from 'fflate';
import type { Result } from '../base/result';
import { failure, success } from '../base/result';
import { formatShape } from '../base/tensorType';
import { crc32 } from './crc32';
import type { ColumnValues } from './dataSet';

/** The element types an IDX file may hold, named as its description names them. */
export type IdxElement = 'unsigned byte' | 'signed byte' | 'short' | 'int' | 'float' | 'double';

/** The array in an IDX file. */
export interface IdxArray {
  readonly element: IdxElement;
  readonly shape: readonly number[];
  /** Bytes are kept as bytes, the other integers become Int32Array, floats and doubles Float32Array. */
  readonly values: ColumnValues;
}

interface IdxFormat {
  readonly element: IdxElement;
  readonly bytes: number;
  readonly read: (bytes: Uint8Array, offset: number, count: number) => ColumnValues;
}

/** The most bytes a compressed file may grow to; more is a mistake or an attack. */
const LARGEST_UNCOMPRESSED_BYTES = 2 ** 31;
/** Deflate turns one byte into at most this many, so a larger claim is false. */
const LARGEST_DEFLATE_RATIO = 1032;

function reader<Values extends Int32Array | Float32Array>(
  bytesPerValue: number,
  create: (count: number) => Values,
  get: (view: DataView, offset: number) => number,
): IdxFormat['read'] {
  return (bytes, offset, count) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const values = create(count);
    for (let i = 0; i < count; i++) values[i] = get(view, offset + i * bytesPerValue);
    return values;
  };
}

const int32 = (count: number) => new Int32Array(count);
const float32 = (count: number) => new Float32Array(count);

const FORMATS: ReadonlyMap<number, IdxFormat> = new Map([
  [0x08, { element: 'unsigned byte', bytes: 1, read: (b, at, n) => b.subarray(at, at + n) }],
  [0x09, { element: 'signed byte', bytes: 1, read: reader(1, int32, (v, at) => v.getInt8(at)) }],
  [0x0b, { element: 'short', bytes: 2, read: reader(2, int32, (v, at) => v.getInt16(at)) }],
  [0x0c, { element: 'int', bytes: 4, read: reader(4, int32, (v, at) => v.getInt32(at)) }],
  [0x0d, { element: 'float', bytes: 4, read: reader(4, float32, (v, at) => v.getFloat32(at)) }],
  [0x0e, { element: 'double', bytes: 8, read: reader(8, float32, (v, at) => v.getFloat64(at)) }],
]);

function hexadecimal(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`;
}

/**
 * Unpacks a gzip file, and passes anything else through as it is.
 * Never allocates more than deflate could have packed into the bytes at hand.
 */
function unpackGzip(file: string, bytes: Uint8Array): Result<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return success(bytes);
  if (bytes.length < 18) {
    return failure(`${file}: gzip file of ${bytes.length} bytes is cut off; fetch it again.`);
  }
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 8, 8);
  const claimed = trailer.getUint32(4, true);
  if (claimed > Math.min(LARGEST_UNCOMPRESSED_BYTES, bytes.length * LARGEST_DEFLATE_RATIO)) {
    return failure(
      `${file}: gzip file of ${bytes.length} bytes says it unpacks to ${claimed} bytes, ` +
        'which cannot be; it is cut off or damaged, fetch it again.',
    );
  }
  try {
    const unpacked = gunzipSync(bytes);
    // The unpacking library does not check the sum, and damage must not turn into pixels.
    if (unpacked.length !== claimed || crc32(unpacked) !== trailer.getUint32(0, true)) {
      throw new Error('its checksum is wrong');
    }
    return success(unpacked);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return failure(`${file}: gzip data is damaged (${reason}); fetch the file again.`);
  }
}

/**
 * Reads an IDX file of any rank and element type, gzipped or not. Bytes are a view of `bytes`.
 * Errors name the file, the offset, what was expected and what was found.
 * Source: the file format section of the MNIST database page (LeCun, Cortes, Burges).
 */
export function parseIdx(file: string, packed: Uint8Array): Result<IdxArray> {
  const unpacked = unpackGzip(file, packed);
  if (!unpacked.ok) return unpacked;
  const bytes = unpacked.value;
  if (bytes.length < 4) {
    return failure(
      `${file}: an IDX file starts with 4 bytes of header, this file has ${bytes.length}; ` +
        'choose an IDX file.',
    );
  }
  const [zero0 = 0, zero1 = 0, code = 0, rank = 0] = bytes;
  if (zero0 !== 0 || zero1 !== 0) {
    const found = [zero0, zero1].map(hexadecimal).join(' ');
    return failure(
      `${file}, offset 0: expected 0x00 0x00, the start of an IDX file, found ${found}; ` +
        'choose an IDX file.',
    );
  }
  const format = FORMATS.get(code);
  if (format === undefined) {
    const known = [...FORMATS].map(([c, f]) => `${hexadecimal(c)} ${f.element}`).join(', ');
    return failure(
      `${file}, offset 2: expected an element type (${known}), found ${hexadecimal(code)}; ` +
        'the file is damaged or not an IDX file.',
    );
  }
  const headerBytes = 4 + 4 * rank;
  if (bytes.length < headerBytes) {
    return failure(
      `${file}, offset 4: expected ${rank} axis lengths (${4 * rank} bytes), ` +
        `found ${bytes.length - 4} bytes; the file is cut off, fetch it again.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = shape.reduce((product, length) => product * length, 1);
  const expected = count * format.bytes;
  const found = bytes.length - headerBytes;
  if (expected !== found) {
    const advice = found < expected ? 'is cut off, fetch it again' : 'has something appended to it';
    return failure(
      `${file}, offset ${headerBytes}: expected ${expected} bytes of data ` +
        `(${formatShape(shape)} of ${format.element}), found ${found}; the file ${advice}.`,
    );
  }
  const values = format.read(bytes, headerBytes, count);
  return success({ element: format.element, shape, values });
}
