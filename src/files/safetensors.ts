import type { Result } from '../base/result';
import { failure, success } from '../base/result';

/** The element types that Netloom writes and reads, named as the format names them. */
export type SafetensorsElement = 'F32' | 'I32' | 'U8' | 'BOOL';

/** One tensor with its whole shape; BOOL values are bytes of 0 and 1. */
export interface StoredTensor {
  readonly dtype: SafetensorsElement;
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array | Uint8Array;
}

/** What a safetensors file holds: tensors by name, and texts by name. */
export interface SafetensorsContent {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface HeaderEntry {
  readonly name: string;
  readonly dtype: SafetensorsElement;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

const ELEMENT_BYTES: Readonly<Record<SafetensorsElement, number>> = {
  F32: 4,
  I32: 4,
  U8: 1,
  BOOL: 1,
};
const METADATA = '__metadata__';
const LENGTH_BYTES = 8;
/** The limit of the format's own reader. */
const LARGEST_HEADER_BYTES = 100_000_000;
const ALIGNMENT_BYTES = 8;

function isElement(value: unknown): value is SafetensorsElement {
  return typeof value === 'string' && Object.hasOwn(ELEMENT_BYTES, value);
}

function isWholeNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function storageFor(dtype: SafetensorsElement, bytes: ArrayBuffer): StoredTensor['values'] {
  if (dtype === 'F32') return new Float32Array(bytes);
  return dtype === 'I32' ? new Int32Array(bytes) : new Uint8Array(bytes);
}

/** Throws where a caller hands over values that are not what they are said to be. */
function assertWritable(name: string, { dtype, shape, values }: StoredTensor): void {
  const count = shape.reduce((product, length) => product * length, 1);
  const expected = storageFor(dtype, new ArrayBuffer(0)).constructor;
  if (name === METADATA || values.constructor !== expected || values.length !== count) {
    throw new Error(
      `Tensor "${name}" of ${dtype} [${shape.join(', ')}] has ${values.length} values ` +
        `in a ${values.constructor.name}.`,
    );
  }
}

/**
 * Writes tensors as a safetensors file, wider elements first so that every tensor is aligned; the
 * same content gives the same bytes. Throws where values and shape disagree.
 * Source: huggingface/safetensors, README (Format).
 */
export function writeSafetensors(content: SafetensorsContent): Uint8Array<ArrayBuffer> {
  const entries = [...content.tensors];
  for (const [name, tensor] of entries) assertWritable(name, tensor);
  const widest = entries.filter(([, { dtype }]) => ELEMENT_BYTES[dtype] > 1);
  const bytesLast = entries.filter(([, { dtype }]) => ELEMENT_BYTES[dtype] === 1);
  const ordered = [...widest, ...bytesLast];

  const header: [string, unknown][] = [];
  if (Object.keys(content.metadata).length > 0) header.push([METADATA, content.metadata]);
  let offset = 0;
  for (const [name, { dtype, shape, values }] of ordered) {
    const end = offset + values.byteLength;
    header.push([name, { dtype, shape, data_offsets: [offset, end] }]);
    offset = end;
  }
  // Written pair by pair: an object would move names that look like numbers to the front.
  const pairs = header.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  const text = new TextEncoder().encode(`{${pairs.join(',')}}`);
  const headerBytes = Math.ceil(text.length / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;

  const file = new Uint8Array(LENGTH_BYTES + headerBytes + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerBytes);
  file.set(text, LENGTH_BYTES);
  let place = LENGTH_BYTES + headerBytes;
  for (const [, { values }] of ordered) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), place);
    place += values.byteLength;
  }
  return file;
}

function readHeader(file: string, bytes: Uint8Array): Result<Readonly<Record<string, unknown>>> {
  const damaged = (what: string) =>
    failure(`${file}: ${what}; the file is damaged or not a safetensors file.`);
  if (bytes.length < LENGTH_BYTES) {
    return damaged(`expected ${LENGTH_BYTES} bytes of header length, found ${bytes.length} bytes`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(LARGEST_HEADER_BYTES)) {
    return damaged(`a header of ${length} bytes is too large (at most ${LARGEST_HEADER_BYTES})`);
  }
  const end = LENGTH_BYTES + Number(length);
  if (end > bytes.length) {
    return damaged(
      `the header should take ${length} bytes, only ${bytes.length - LENGTH_BYTES} follow`,
    );
  }
  if (bytes[LENGTH_BYTES] !== 0x7b || length === 0n) {
    return damaged('the header does not start with "{"');
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(
      bytes.subarray(LENGTH_BYTES, end),
    );
    const header: unknown = JSON.parse(text);
    return isRecord(header) ? success(header) : damaged('the header is not a JSON object');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return damaged(`the header is not JSON (${reason})`);
  }
}

function readEntry(file: string, name: string, value: unknown): Result<HeaderEntry> {
  const wrong = (what: string) => failure(`${file}, tensor "${name}": ${what}`);
  if (!isRecord(value))
    return wrong('expected dtype, shape and data_offsets; the file is damaged.');
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isElement(dtype)) {
    const known = Object.keys(ELEMENT_BYTES).join(', ');
    return wrong(`elements of type ${JSON.stringify(dtype)} are not read; convert to ${known}.`);
  }
  if (!Array.isArray(shape) || !shape.every(isWholeNumber)) {
    return wrong(
      `the shape ${JSON.stringify(shape)} is not a list of whole numbers; the file is damaged.`,
    );
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isWholeNumber)) {
    return wrong(
      `data_offsets ${JSON.stringify(offsets)} is not a start and an end; the file is damaged.`,
    );
  }
  const [start, end] = offsets as [number, number];
  const expected = shape.reduce((product, length) => product * length, ELEMENT_BYTES[dtype]);
  if (end - start !== expected) {
    return wrong(
      `${dtype} [${shape.join(', ')}] takes ${expected} bytes, data_offsets ` +
        `${start}–${end} give ${end - start}; the file is damaged.`,
    );
  }
  return success({ name, dtype, shape, start, end });
}

/** The data must be covered without gaps and without sharing, as the format demands. */
function checkCoverage(
  file: string,
  entries: readonly HeaderEntry[],
  dataBytes: number,
): Result<null> {
  let covered = 0;
  const inOrder = [...entries].sort((a, b) => a.start - b.start || a.end - b.end);
  for (const { name, start, end } of inOrder) {
    if (end > dataBytes) {
      return failure(
        `${file}, tensor "${name}": its data end at byte ${end}, the file holds ${dataBytes} bytes ` +
          'of data; the file is cut off.',
      );
    }
    if (start !== covered) {
      const what = start < covered ? 'overlap those of another' : 'leave a gap before them';
      return failure(
        `${file}, tensor "${name}": its data start at byte ${start} instead of ${covered} and ${what}; ` +
          'the file is damaged.',
      );
    }
    covered = end;
  }
  if (covered === dataBytes) return success(null);
  return failure(
    `${file}: the tensors take ${covered} bytes, the file holds ${dataBytes} bytes of data; ` +
      'the file is damaged.',
  );
}

function readMetadata(file: string, value: unknown): Result<Readonly<Record<string, string>>> {
  if (value === undefined) return success({});
  if (isRecord(value) && Object.values(value).every((text) => typeof text === 'string')) {
    return success(value as Readonly<Record<string, string>>);
  }
  return failure(`${file}: ${METADATA} does not map names to texts; the file is damaged.`);
}

/**
 * Reads a safetensors file. Nothing in the header is trusted: lengths, types, shapes and offsets
 * are checked against the file before memory is taken, so that it never exceeds the file's own size.
 * The values are copies. Errors name the file and the tensor.
 */
export function readSafetensors(file: string, bytes: Uint8Array): Result<SafetensorsContent> {
  const header = readHeader(file, bytes);
  if (!header.ok) return header;
  const { [METADATA]: rawMetadata, ...rest } = header.value;
  const metadata = readMetadata(file, rawMetadata);
  if (!metadata.ok) return metadata;

  const entries: HeaderEntry[] = [];
  for (const [name, value] of Object.entries(rest)) {
    const entry = readEntry(file, name, value);
    if (!entry.ok) return entry;
    entries.push(entry.value);
  }
  const headerLength = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const data = bytes.subarray(LENGTH_BYTES + Number(headerLength));
  const coverage = checkCoverage(file, entries, data.length);
  if (!coverage.ok) return coverage;

  const tensors = new Map<string, StoredTensor>();
  for (const { name, dtype, shape, start, end } of entries) {
    const values = storageFor(dtype, new Uint8Array(data.subarray(start, end)).buffer);
    const odd = dtype === 'BOOL' ? values.findIndex((value) => value > 1) : -1;
    if (odd >= 0) {
      return failure(
        `${file}, tensor "${name}": a truth value is 0 or 1, value ${odd} is ${values[odd]}; ` +
          'the file is damaged.',
      );
    }
    tensors.set(name, { dtype, shape, values });
  }
  return success({ tensors, metadata: metadata.value });
}
