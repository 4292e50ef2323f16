import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandomness } from '../../../src/base/randomness';
import {
  batchOf,
  divideIndices,
  epochBatches,
  selectExamples,
  splitOff,
  take,
} from '../../../src/data/batches';
import type { Split } from '../../../src/data/dataSet';

/** Example k has the vector [2k, 2k + 1], stored halved, the class `labels[k]`, and a mask of bytes. */
function toySplit(labels: readonly number[]): Split {
  return {
    length: labels.length,
    columns: {
      vector: {
        type: { shape: [2], dtype: 'float32' },
        values: Uint8Array.from({ length: 2 * labels.length }, (_, i) => i),
        scale: 0.5,
        content: 'vector',
      },
      label: {
        type: { shape: [], dtype: 'int32' },
        values: Int32Array.from(labels),
        scale: 1,
        content: 'class',
        classes: ['a', 'b', 'c'],
      },
      mask: {
        type: { shape: [1], dtype: 'bool' },
        values: Uint8Array.from(labels, (label) => Number(label > 0)),
        scale: 1,
        content: 'vector',
      },
    },
  };
}

const someLabels = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 60 });

describe('epochBatches', () => {
  it('gives scaled numbers in the element type of each column', () => {
    const batches = [...epochBatches(toySplit([0, 1, 2]), { batchSize: 2 })];
    expect(batches).toEqual([
      {
        count: 2,
        columns: {
          vector: Float32Array.of(0, 0.5, 1, 1.5),
          label: Int32Array.of(0, 1),
          mask: Uint8Array.of(0, 1),
        },
      },
      {
        count: 1,
        columns: {
          vector: Float32Array.of(2, 2.5),
          label: Int32Array.of(2),
          mask: Uint8Array.of(1),
        },
      },
    ]);
  });

  it('gives every example once, its columns together, in an order that the seed decides', () => {
    fc.assert(
      fc.property(someLabels, fc.integer({ min: 1, max: 70 }), fc.nat(), (labels, size, seed) => {
        const split = toySplit(labels);
        const epoch = () => [
          ...epochBatches(split, { batchSize: size, randomness: createRandomness(seed) }),
        ];
        const batches = epoch();
        expect(batches.map(({ count }) => count).slice(0, -1)).toEqual(
          Array.from({ length: batches.length - 1 }, () => size),
        );
        const seen: number[] = [];
        for (const { count, columns } of batches) {
          expect(columns.label).toHaveLength(count);
          for (let row = 0; row < count; row++) {
            const example = columns.vector?.[2 * row] ?? Number.NaN;
            expect(columns.label?.[row]).toBe(labels[example]);
            seen.push(example);
          }
        }
        expect(seen.sort((a, b) => a - b)).toEqual(labels.map((_, index) => index));
        expect(epoch()).toEqual(batches);
      }),
    );
  });

  it('shuffles anew from one epoch to the next', () => {
    const randomness = createRandomness(3);
    const split = toySplit(Array.from({ length: 50 }, () => 0));
    const [first] = [...epochBatches(split, { batchSize: 50, randomness })];
    const [second] = [...epochBatches(split, { batchSize: 50, randomness })];
    expect(first?.columns.vector).not.toEqual(second?.columns.vector);
  });

  it.each([0, -1, 2.5, Number.NaN])('throws for a batch of %d', (batchSize) => {
    expect(() => [...epochBatches(toySplit([0]), { batchSize })]).toThrow(RangeError);
  });
});

describe('batchOf, selectExamples and take', () => {
  it('batchOf picks examples, also more than once', () => {
    const { columns } = batchOf(toySplit([0, 1, 2]), Uint32Array.of(2, 0, 2));
    expect(columns.label).toEqual(Int32Array.of(2, 0, 2));
  });

  it('selectExamples keeps the stored numbers and what describes them', () => {
    const split = toySplit([0, 1, 2]);
    const { length, columns } = selectExamples(split, Uint32Array.of(1));
    expect(length).toBe(1);
    expect(columns.vector).toEqual({ ...split.columns.vector, values: Uint8Array.of(2, 3) });
  });

  it('take gives the first examples without copying, and never more than there are', () => {
    const split = toySplit([0, 1, 2]);
    expect(take(split, 2).columns.label?.values).toEqual(Int32Array.of(0, 1));
    expect(take(split, 2).columns.vector?.values.buffer).toBe(split.columns.vector?.values.buffer);
    expect([take(split, 9).length, take(split, -1).length]).toEqual([3, 0]);
  });
});

describe('splitOff', () => {
  it('gives every example to one part, in the right proportion, by seed', () => {
    const fraction = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(someLabels, fraction, fc.nat(), (labels, share, seed) => {
        const split = toySplit(labels);
        const parts = splitOff(split, share, createRandomness(seed));
        const { training, validation } = parts;
        const all = [training, validation].flatMap((part) =>
          [...(part.columns.vector?.values ?? [])].filter((value) => value % 2 === 0),
        );
        expect(all.sort((a, b) => a - b)).toEqual(labels.map((_, index) => 2 * index));
        expect(Math.abs(validation.length - share * labels.length)).toBeLessThanOrEqual(1);
        if (labels.length >= 2 && share > 0 && share < 1) {
          expect(Math.min(training.length, validation.length)).toBeGreaterThanOrEqual(1);
        }
        for (const label of [0, 1, 2]) {
          const count = (part: Split) =>
            [...(part.columns.label?.values ?? [])].filter((value) => value === label).length;
          const whole = count(split);
          // One off for rounding the class, and one for rounding the whole.
          expect(Math.abs(count(validation) - share * whole)).toBeLessThanOrEqual(2);
        }
        expect(splitOff(split, share, createRandomness(seed))).toEqual(parts);
      }),
    );
  });

  it('divides the classes of an unbalanced set alike', () => {
    const labels = Array.from({ length: 100 }, (_, index) => (index < 90 ? 0 : 1));
    const { validation } = splitOff(toySplit(labels), 0.2, createRandomness(1));
    const values = [...(validation.columns.label?.values ?? [])];
    expect([values.length, values.filter((value) => value === 1).length]).toEqual([20, 2]);
  });

  it('leaves something to learn from in every class where it can', () => {
    const { training } = splitOff(toySplit([0, 0, 0, 1, 2]), 0.4, createRandomness(1));
    expect(new Set(training.columns.label?.values)).toEqual(new Set([0, 1, 2]));
  });

  it('throws for a fraction that is none', () => {
    expect(() => divideIndices(3, 1.5, createRandomness(1))).toThrow(RangeError);
    expect(() => divideIndices(3, Number.NaN, createRandomness(1))).toThrow(RangeError);
  });

  it('divides nothing into nothing', () => {
    const { training, validation } = splitOff(toySplit([]), 0.5, createRandomness(1));
    expect([training.length, validation.length]).toEqual([0, 0]);
  });
});
