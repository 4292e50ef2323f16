import type { MetricCurves } from './metricsFiles';

/**
 * The name of an event file: TensorBoard reads any file whose name holds `tfevents`, and takes the
 * number (seconds since 1970) for the order of several.
 */
export function tensorBoardFileName(startMilliseconds: number): string {
  const seconds = String(Math.floor(startMilliseconds / 1000)).padStart(10, '0');
  return `events.out.tfevents.${seconds}.netloom`;
}

/**
 * Curves as a TensorBoard event file: TFRecords, each a protocol buffer `Event` with a scalar summary
 * under the metric's name. Values without a time of their own have that of the start.
 * Source: tensorflow/core/util/event.proto, framework/summary.proto, lib/io/record_writer.h.
 */
export function tensorBoardEvents(curves: MetricCurves, startMilliseconds: number): Uint8Array {
  const points = Object.entries(curves).flatMap(([tag, { step, value, milliseconds }]) =>
    step.map((at, place) => ({
      tag,
      step: at,
      value: value[place] ?? Number.NaN,
      seconds: (milliseconds?.[place] ?? startMilliseconds) / 1000,
    })),
  );
  points.sort((a, b) => a.step - b.step);
  return joined([
    record(message([double(1, startMilliseconds / 1000), text(3, 'brain.Event:2')])),
    ...points.map(({ tag, step, value, seconds }) =>
      record(
        message([
          double(1, seconds),
          wholeNumber(2, step),
          bytes(5, bytes(1, message([text(1, tag), float(2, value)]))),
        ]),
      ),
    ),
  ]);
}

/** Length, its checksum, the data, its checksum. */
function record(data: Uint8Array): Uint8Array {
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(data.length), true);
  return joined([length, maskedChecksum(length), data, maskedChecksum(data)]);
}

/** The CRC-32C, turned and moved, because checksums of checksums are weak. */
function maskedChecksum(data: Uint8Array): Uint8Array {
  const checksum = crc32c(data);
  const turned = ((checksum >>> 15) | (checksum << 17)) >>> 0;
  const four = new Uint8Array(4);
  new DataView(four.buffer).setUint32(0, (turned + 0xa282ead8) >>> 0, true);
  return four;
}

const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 1 ? 0x82f63b78 ^ (remainder >>> 1) : remainder >>> 1;
  }
  return remainder;
});

/**
 * The CRC-32C (Castagnoli) of bytes, without sign.
 * Source: RFC 3720, appendix B.4.
 */
export function crc32c(data: Uint8Array): number {
  let remainder = -1;
  for (const byte of data) {
    remainder = (table[(remainder ^ byte) & 0xff] as number) ^ (remainder >>> 8);
  }
  return (remainder ^ -1) >>> 0;
}

const message = joined;

/** The kinds of fields that protocol buffers tell apart. */
const wire = { wholeNumber: 0, eightBytes: 1, bytes: 2, fourBytes: 5 } as const;

function tag(field: number, type: keyof typeof wire): Uint8Array {
  return Uint8Array.of((field << 3) | wire[type]);
}

function double(field: number, value: number): Uint8Array {
  const eight = new Uint8Array(8);
  new DataView(eight.buffer).setFloat64(0, value, true);
  return joined([tag(field, 'eightBytes'), eight]);
}

function float(field: number, value: number): Uint8Array {
  const four = new Uint8Array(4);
  new DataView(four.buffer).setFloat32(0, value, true);
  return joined([tag(field, 'fourBytes'), four]);
}

function wholeNumber(field: number, value: number): Uint8Array {
  return joined([tag(field, 'wholeNumber'), variableLength(value)]);
}

function text(field: number, value: string): Uint8Array {
  return bytes(field, new TextEncoder().encode(value));
}

function bytes(field: number, value: Uint8Array): Uint8Array {
  return joined([tag(field, 'bytes'), variableLength(value.length), value]);
}

/** Seven bits a byte, the lowest first; all but the last have the top bit set. */
function variableLength(value: number): Uint8Array {
  const all: number[] = [];
  let rest = value;
  while (rest >= 128) {
    all.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Uint8Array.of(...all, rest);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
