import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type MetricCurves,
  metricsCsv,
  tensorBoardEvents,
  tensorBoardFileName,
} from '../../../src/files/metricsFiles';
import { crc32c } from '../../../src/files/tensorBoardEvents';

const curves: MetricCurves = {
  loss: { step: [10, 20, 30], epoch: [1, 2, 3], value: [0.9, 0.5, 0.25] },
  validationLoss: { step: [20], epoch: [2], value: [0.6], milliseconds: [1_700_000_001_500] },
};

describe('metrics as comma-separated values', () => {
  it('have a line a step and a column a metric', () => {
    expect(metricsCsv(curves)).toBe(
      'step,epoch,loss,validationLoss\r\n10,1,0.9,\r\n20,2,0.5,0.6\r\n30,3,0.25,\r\n',
    );
  });

  it('quote names that need it', () => {
    const odd = { 'a, "b"': { step: [1], epoch: [1], value: [2] } };
    expect(metricsCsv(odd).split('\r\n')[0]).toBe('step,epoch,"a, ""b"""');
  });
});

describe('metrics as events of TensorBoard', () => {
  it.each([
    // RFC 3720, appendix B.4, and the check value of the catalogue of CRCs.
    [new Uint8Array(32), 0x8a9136aa],
    [new Uint8Array(32).fill(0xff), 0x62a8ab43],
    [Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    [new TextEncoder().encode('123456789'), 0xe3069283],
  ])('have the checksum of the specification', (data, checksum) => {
    expect(crc32c(data)).toBe(checksum);
  });

  it('begin as files that TensorFlow writes do', () => {
    const file = Buffer.from(tensorBoardEvents({}, 0)).toString('hex');
    // The length 24 and its checksum, by which such files are known; then time and version.
    expect(file.slice(0, 24)).toBe('1800000000000000a37f4b22');
    const version = Buffer.from('brain.Event:2').toString('hex');
    expect(file.slice(24, -8)).toBe(`09${'00'.repeat(8)}1a0d${version}`);
  });

  it('are read back with their tags, steps, times and values', () => {
    const events = records(tensorBoardEvents(curves, 1_700_000_000_000)).map(fields);
    expect(events[0]?.get(3)).toEqual(new TextEncoder().encode('brain.Event:2'));
    expect(events.slice(1).map(scalar)).toEqual([
      { tag: 'loss', step: 10, seconds: 1_700_000_000, value: Math.fround(0.9) },
      { tag: 'loss', step: 20, seconds: 1_700_000_000, value: 0.5 },
      { tag: 'validationLoss', step: 20, seconds: 1_700_000_001.5, value: Math.fround(0.6) },
      { tag: 'loss', step: 30, seconds: 1_700_000_000, value: 0.25 },
    ]);
  });

  it('hold any name, step and value', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 300, unit: 'grapheme' }),
        fc.maxSafeNat(),
        fc.float(),
        (tag, step, value) => {
          const file = tensorBoardEvents(
            { [tag]: { step: [step], epoch: [1], value: [value] } },
            0,
          );
          expect(records(file).slice(1).map(fields).map(scalar)).toEqual([
            { tag, step, seconds: 0, value },
          ]);
        },
      ),
    );
  });

  it('are in files that TensorBoard finds', () => {
    expect(tensorBoardFileName(1_700_000_000_123)).toBe('events.out.tfevents.1700000000.netloom');
  });
});

/** The data of TFRecords, checksums checked: tensorflow/core/lib/io/record_reader.cc. */
function records(file: Uint8Array): Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const found: Uint8Array[] = [];
  const unmasked = (at: number): number => {
    const turned = (view.getUint32(at, true) - 0xa282ead8) >>> 0;
    return ((turned >>> 17) | (turned << 15)) >>> 0;
  };
  for (let at = 0; at < file.length; ) {
    const length = Number(view.getBigUint64(at, true));
    expect(unmasked(at + 8)).toBe(slowChecksum(file.subarray(at, at + 8)));
    const data = file.subarray(at + 12, at + 12 + length);
    expect(data.length).toBe(length);
    expect(unmasked(at + 12 + length)).toBe(slowChecksum(data));
    found.push(data);
    at += 16 + length;
  }
  return found;
}

/** CRC-32C bit by bit as a division of polynomials, the highest power first. */
function slowChecksum(data: Uint8Array): number {
  const polynomial = 0x1edc6f41n;
  let remainder = 0xffffffffn;
  for (const byte of data) {
    for (let bit = 0; bit < 8; bit++) {
      const top = ((remainder >> 31n) & 1n) ^ BigInt((byte >> bit) & 1);
      remainder = (remainder << 1n) & 0xffffffffn;
      if (top === 1n) remainder ^= polynomial;
    }
  }
  const bits = (remainder ^ 0xffffffffn).toString(2).padStart(32, '0');
  return Number.parseInt([...bits].reverse().join(''), 2);
}

type Field = number | Uint8Array;

/** The fields of a protocol buffer message by number. */
function fields(data: Uint8Array): Map<number, Field> {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const found = new Map<number, Field>();
  let at = 0;
  const variable = (): number => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = data[at++] as number;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return Number(value);
    }
  };
  while (at < data.length) {
    const key = variable();
    const number = key >> 3;
    switch (key & 7) {
      case 0:
        found.set(number, variable());
        break;
      case 1:
        found.set(number, view.getFloat64(at, true));
        at += 8;
        break;
      case 2: {
        const length = variable();
        found.set(number, data.slice(at, at + length));
        at += length;
        break;
      }
      case 5:
        found.set(number, view.getFloat32(at, true));
        at += 4;
        break;
      default:
        throw new Error(`Unknown wire type ${key & 7}.`);
    }
  }
  return found;
}

/** The scalar of an event: summary (5), its value (1), tag (1) and number (2). */
function scalar(event: Map<number, Field>) {
  const summary = fields(event.get(5) as Uint8Array);
  const value = fields(summary.get(1) as Uint8Array);
  return {
    tag: new TextDecoder().decode(value.get(1) as Uint8Array),
    step: event.get(2),
    seconds: event.get(1),
    value: value.get(2),
  };
}
