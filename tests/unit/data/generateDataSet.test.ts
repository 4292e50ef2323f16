import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchOf } from '../../../src/data/batches';
import { columnType } from '../../../src/data/dataSet';
import { digitsDataSet } from '../../../src/data/digits';
import { edgesAndShapesDataSet } from '../../../src/data/edgesAndShapes';
import { facesDataSet } from '../../../src/data/faces';
import { generateDataSet } from '../../../src/data/generateDataSet';
import { glyphsDataSet } from '../../../src/data/glyphs';
import { reviewsDataSet } from '../../../src/data/reviews';
import { ringDataSet } from '../../../src/data/ring';
import { sequencesDataSet } from '../../../src/data/sequences';
import { shapesDataSet } from '../../../src/data/shapes';
import { stripesAndDotsDataSet } from '../../../src/data/stripesAndDots';
import { textDataSet } from '../../../src/data/text';

describe('generateDataSet', () => {
  it('keeps pictures as bytes, classes as whole numbers, and the rest as it is', () => {
    const { train } = generateDataSet({
      title: 'Toy',
      seed: 1,
      count: 2,
      testCount: 1,
      columns: {
        image: { shape: [1, 2, 1], content: 'image' },
        label: { shape: [], content: 'class', classes: ['no', 'yes'] },
        point: { shape: [2], content: 'vector' },
      },
      draw: (_randomness, index) => ({
        image: [-0.3, 0.5 + index],
        label: index,
        point: [0.25, -7],
      }),
    });
    const { columns } = batchOf(train, Uint32Array.of(0, 1));
    expect(train.columns.image?.values).toEqual(Uint8Array.of(0, 128, 0, 255));
    expect([...(columns.image ?? [])].map((pixel) => Math.round(pixel * 255))).toEqual([
      0, 128, 0, 255,
    ]);
    expect(columns.label).toEqual(Int32Array.of(0, 1));
    expect(columns.point).toEqual(Float32Array.of(0.25, -7, 0.25, -7));
    const types = Object.values(train.columns).map(columnType);
    expect(types).toEqual([
      { shape: [1, 2, 1], dtype: 'float32', content: 'image' },
      { shape: [], dtype: 'int32', content: 'class', classCount: 2 },
      { shape: [2], dtype: 'float32', content: 'vector' },
    ]);
  });
});

const sets = {
  digits: (seed: number, testCount: number) =>
    digitsDataSet({
      size: 12,
      count: 12,
      testCount,
      occlusion: 0.1,
      noise: 0.1,
      classes: [],
      perClass: 0,
      seed,
    }),
  ring: (seed: number, testCount: number) =>
    ringDataSet({ pattern: 'moons', count: 12, testCount, noise: 0.1, seed }),
  stripesAndDots: (seed: number, testCount: number) =>
    stripesAndDotsDataSet({ size: 16, count: 12, testCount, noise: 0, seed }),
  edgesAndShapes: (seed: number, testCount: number) =>
    edgesAndShapesDataSet({ size: 16, count: 12, testCount, noise: 0, seed }),
  shapes: (seed: number, testCount: number) =>
    shapesDataSet({ size: 16, count: 12, testCount, noise: 0, seed }),
  faces: (seed: number, testCount: number) =>
    facesDataSet({ size: 16, count: 12, testCount, noise: 0, seed }),
  glyphs: (seed: number, testCount: number) =>
    glyphsDataSet({ size: 16, classes: 3, testClasses: testCount, perClass: 2, noise: 0, seed }),
  sequences: (seed: number, testCount: number) =>
    sequencesDataSet({ task: 'sort', length: 9, symbols: 9, count: 12, testCount, seed }),
  text: (seed: number, testCount: number) =>
    textDataSet({ text: 'c', length: 20, count: 12, testCount, seed }),
  reviews: (seed: number, testCount: number) => reviewsDataSet({ count: 12, testCount, seed }),
} as const;

describe.each(Object.entries(sets))('the data set %s', (_name, draw) => {
  it('is the same for the same seed, and another for another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        expect(draw(seed, 6)).toEqual(draw(seed, 6));
        expect(draw(seed + 1, 6).train).not.toEqual(draw(seed, 6).train);
      }),
      { numRuns: 5 },
    );
  });

  it('learns from other examples than it is judged by, however many these are', () => {
    const few = draw(3, 6);
    const more = draw(3, 12);
    expect(few.train.length).toBeGreaterThan(0);
    expect(more.test.length).toBeGreaterThan(few.test.length);
    for (const [name, column] of Object.entries(few.train.columns)) {
      expect(more.train.columns[name]?.values).toEqual(column.values);
    }
    const [first] = Object.keys(few.train.columns);
    expect(more.test.columns[first ?? '']?.values).not.toEqual(
      few.train.columns[first ?? '']?.values,
    );
  });
});
