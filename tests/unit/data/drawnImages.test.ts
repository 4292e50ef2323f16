import { describe, expect, it } from 'vitest';
import type { Column, Split } from '../../../src/data/dataSet';
import { edgesAndShapesDataSet } from '../../../src/data/edgesAndShapes';
import { facesDataSet } from '../../../src/data/faces';
import { glyphsDataSet } from '../../../src/data/glyphs';
import { shapesDataSet } from '../../../src/data/shapes';
import { stripesAndDotsDataSet } from '../../../src/data/stripesAndDots';
import { nearestNeighbourAccuracy } from './nearestNeighbour';

const some = { count: 200, testCount: 50, noise: 0, seed: 1 };

function column({ columns }: Split, name: string): Column {
  const found = columns[name];
  if (!found) throw new Error(`There is no column ${name}.`);
  return found;
}

/** The numbers of one example. */
function example(of: Column, index: number) {
  const size = of.type.shape.reduce<number>((product, axis) => product * (axis ?? 0), 1);
  return of.values.subarray(index * size, (index + 1) * size);
}

describe('stripes and dots', () => {
  const { train } = stripesAndDotsDataSet({ ...some, size: 16 });

  it('have columns alike in stripes, and rows as different as columns in dots', () => {
    // Along a stripe neighbours inside a shape are equal; dots change in both directions.
    const changes = (name: string, step: number) => {
      let sum = 0;
      const { values } = column(train, name);
      for (let i = step; i < values.length; i++) {
        sum += Math.abs((values[i] as number) - (values[i - step] as number));
      }
      return sum;
    };
    expect(changes('stripes', 1)).toBeGreaterThan(2.5 * changes('stripes', 16));
    expect(changes('dots', 1) / changes('dots', 16)).toBeGreaterThan(0.8);
    expect(changes('dots', 1) / changes('dots', 16)).toBeLessThan(1.25);
  });

  it('are drawn independently: their shapes lie elsewhere', () => {
    let same = 0;
    for (let i = 0; i < train.length; i++) {
      const [a, b] = [example(column(train, 'stripes'), i), example(column(train, 'dots'), i)];
      if (a.every((value, pixel) => value > 0 === (b[pixel] as number) > 0)) same++;
    }
    expect(same).toBeLessThan(5);
  });
});

describe('edges and shapes', () => {
  const { train } = edgesAndShapesDataSet({ ...some, size: 16 });

  it('belong together: an edge wherever the colour jumps, none far from any shape', () => {
    const around = [0, 1, -1, 16, -16, 15, 17, -15, -17];
    for (let i = 0; i < train.length; i++) {
      const edges = example(column(train, 'edges'), i);
      const shapes = example(column(train, 'shapes'), i);
      const difference = (one: number, other: number) =>
        [0, 1, 2].reduce(
          (sum, c) =>
            sum + Math.abs((shapes[3 * one + c] as number) - (shapes[3 * other + c] as number)),
          0,
        );
      for (let row = 1; row < 15; row++) {
        for (let at = row * 16 + 1; at < row * 16 + 15; at++) {
          const near = around.map((step) => edges[at + step] as number);
          const steps = around.map((step) => difference(at, at + step));
          if (Math.max(...steps) > 250) expect(Math.max(...near)).toBeGreaterThan(80);
          // The first pixel is paper: shapes keep a pixel from the border.
          const isPaper = around.every((step) => difference(0, at + step) === 0);
          if (isPaper) expect(edges[at]).toBeLessThan(80);
        }
      }
    }
  });
});

describe('coloured shapes', () => {
  const { train, test } = shapesDataSet({ ...some, size: 24 });

  it('say the same by label, mask, box and caption', () => {
    const captions = column(train, 'caption');
    const labels = column(train, 'label');
    const colours = column(train, 'colour');
    for (let i = 0; i < train.length; i++) {
      const words = [...example(captions, i)].map((word) => captions.classes?.[word]);
      const label = labels.values[i] as number;
      expect([words[0], words[6]]).toEqual(['<start>', '<end>']);
      expect(words[3]).toBe(labels.classes?.[label]);
      expect(words[2]).toBe(colours.classes?.[colours.values[i] as number]);
      const mask = example(column(train, 'mask'), i);
      expect([...new Set(mask)].sort()).toEqual([0, label + 1]);
      const [top = 0, left = 0, bottom = 0, right = 0] = example(column(train, 'box'), i);
      const rows = new Set<number>();
      const columns = new Set<number>();
      mask.forEach((form, pixel) => {
        if (form === 0) return;
        rows.add(Math.floor(pixel / 24));
        columns.add(pixel % 24);
      });
      expect(top * 24).toBeCloseTo(Math.min(...rows), 4);
      expect(bottom * 24).toBeCloseTo(Math.max(...rows) + 1, 4);
      expect(left * 24).toBeCloseTo(Math.min(...columns), 4);
      expect(right * 24).toBeCloseTo(Math.max(...columns) + 1, 4);
      const isLarge = mask.filter((form) => form > 0).length > 24 * 24 * 0.17;
      if (words[3] === 'disc') expect(words[1]).toBe(isLarge ? 'large' : 'small');
      // The middle of the box lies where the caption says, give or take the pixels of the edge.
      const thirds = { left: 0, centre: 1, right: 2 } as Record<string, number>;
      const middle = (left + right) / 2;
      const said = thirds[words[5] ?? ''] ?? Number.NaN;
      expect(middle).toBeGreaterThan(said / 3 - 0.05);
      expect(middle).toBeLessThan((said + 1) / 3 + 0.05);
    }
  });

  it('are not told by their pixels alone', () => {
    expect(nearestNeighbourAccuracy(train, test)).toBeLessThan(0.8);
  });
});

describe('cartoon faces', () => {
  const { train } = facesDataSet({ ...some, size: 24 });

  it('have the hair they are said to have, at the top of the head', () => {
    const hair = column(train, 'hair');
    for (let i = 0; i < train.length; i++) {
      const image = example(column(train, 'image'), i);
      const at = (2 * 24 + 12) * 3;
      const [red = 0, green = 0] = image.subarray(at, at + 2);
      const seen = red < 60 ? 'black' : green > 150 ? 'blond' : 'red';
      expect(seen).toBe(hair.classes?.[hair.values[i] as number]);
    }
  });

  it('smile as their factor says, and wear glasses half of the time', () => {
    const smile = column(train, 'smile').values;
    const factors = column(train, 'factors').values;
    smile.forEach((isSmiling, i) => {
      expect((factors[2 * i] as number) > 0).toBe(isSmiling === 1);
    });
    const glasses = [...column(train, 'glasses').values].reduce((sum, value) => sum + value, 0);
    expect(Math.abs(glasses - 100)).toBeLessThan(36);
  });
});

describe('made-up characters', () => {
  const { train, test } = glyphsDataSet({
    size: 16,
    classes: 20,
    testClasses: 10,
    perClass: 10,
    noise: 0,
    seed: 1,
  });

  it('are other ones in the test, equally many of each', () => {
    const classes = (split: Split) => [...new Set(column(split, 'label').values)];
    expect(classes(train)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(classes(test)).toEqual(Array.from({ length: 10 }, (_, i) => 20 + i));
    expect([train.length, test.length]).toEqual([200, 100]);
  });

  it('look alike within a class', () => {
    const half = (part: 0 | 1): Split => {
      const chosen = Array.from({ length: 100 }, (_, i) => i + 100 * part);
      const pick = (name: string) => ({
        ...column(train, name),
        values: Int32Array.from(chosen.flatMap((i) => [...example(column(train, name), i)])),
      });
      return { length: 100, columns: { image: pick('image'), label: pick('label') } };
    };
    expect(nearestNeighbourAccuracy(half(0), half(1))).toBeGreaterThan(0.5);
  });
});
