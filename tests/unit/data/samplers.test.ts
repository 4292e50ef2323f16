import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandomness } from '../../../src/base/randomness';
import type { DataSet, Split } from '../../../src/data/dataSet';
import { episodeSource } from '../../../src/data/episodes';
import type { DrawnColumn, ExampleSource } from '../../../src/data/exampleSource';
import { pairSource } from '../../../src/data/pairs';
import { sinusoidSource } from '../../../src/data/sinusoids';
import { tripletSource } from '../../../src/data/triplets';
import { expectFailure, expectSuccess } from './expectResult';

/** "Pictures" of two pixels, a class and a number within it, so that it is seen which one was drawn. */
function numbered(firstClass: number, classes: number, perClass: number): Split {
  const length = classes * perClass;
  const values = new Uint8Array(2 * length);
  const label = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    label[i] = firstClass + (i % classes);
    values.set([firstClass + (i % classes), Math.floor(i / classes)], 2 * i);
  }
  const all = Array.from({ length: 100 }, (_, i) => String(i));
  return {
    length,
    columns: {
      image: { type: { shape: [1, 2, 1], dtype: 'float32' }, values, scale: 1, content: 'image' },
      label: {
        type: { shape: [], dtype: 'int32' },
        values: label,
        scale: 1,
        content: 'class',
        classes: all,
      },
    },
  };
}

const dataSet = (classes = 8, perClass = 12): DataSet => ({
  title: 'Numbers',
  train: numbered(0, classes, perClass),
  test: numbered(50, classes, perClass),
});

interface Seen {
  readonly label: number;
  readonly number: number;
}

function pictures(column: DrawnColumn | undefined): Seen[] {
  const values = column?.values ?? [];
  return Array.from({ length: values.length / 2 }, (_, i) => ({
    label: values[2 * i] as number,
    number: values[2 * i + 1] as number,
  }));
}

const key = ({ label, number }: Seen) => `${label}/${number}`;
const isFrom = (split: 'training' | 'test') => (seen: Seen) =>
  split === 'test' ? seen.label >= 50 : seen.label < 50;
const splits = fc.constantFrom('training', 'test') as fc.Arbitrary<'training' | 'test'>;

describe('episodes', () => {
  it('hold other pictures of the same classes to be told, class by class, numbered from 0', () => {
    const sizes = fc.record({
      ways: fc.integer({ min: 2, max: 8 }),
      shots: fc.integer({ min: 1, max: 6 }),
      queries: fc.integer({ min: 1, max: 6 }),
    });
    fc.assert(
      fc.property(sizes, splits, fc.integer(), ({ ways, shots, queries }, split, seed) => {
        const source = expectSuccess(episodeSource(dataSet(), { ways, shots, queries }));
        const drawn = source.draw({ count: 1, randomness: createRandomness(seed), split });
        const support = pictures(drawn.support);
        const query = pictures(drawn.query);
        expect(drawn.support?.shape).toEqual([ways * shots, 1, 2, 1]);
        expect(drawn.query?.shape).toEqual([ways * queries, 1, 2, 1]);
        expect(drawn.supportLabel?.shape).toEqual([ways * shots]);
        expect(new Set([...support, ...query].map(key)).size).toBe(ways * (shots + queries));
        expect([...support, ...query].every(isFrom(split))).toBe(true);
        const meant = new Map<number, number>();
        support.forEach(({ label }, i) => {
          expect(drawn.supportLabel?.values[i]).toBe(Math.floor(i / shots));
          meant.set(label, Math.floor(i / shots));
        });
        expect(meant.size).toBe(ways);
        query.forEach(({ label }, i) => {
          expect(drawn.queryLabel?.values[i]).toBe(meant.get(label));
        });
      }),
    );
  });

  it('number classes anew every time: each class is each number now and then', () => {
    const source = expectSuccess(episodeSource(dataSet(), { ways: 3, shots: 1, queries: 1 }));
    const randomness = createRandomness(1);
    const met = new Set<string>();
    for (let i = 0; i < 200; i++) {
      const { support } = source.draw({ count: 1, randomness, split: 'training' });
      pictures(support).forEach(({ label }, number) => {
        met.add(`${label} as ${number}`);
      });
    }
    expect(met.size).toBe(8 * 3);
  });

  it.each([
    [
      { ways: 9, shots: 1, queries: 1 },
      'Numbers: the training examples are of 8 classes, but 9 are chosen at a time; choose fewer.',
    ],
    [
      { ways: 2, shots: 10, queries: 3 },
      'Numbers: a class has 12 training examples, but 13 of a class are chosen at a time; choose fewer.',
    ],
  ])('says what is wrong with %j', (options, message) => {
    expect(expectFailure(episodeSource(dataSet(), options))).toBe(message);
  });
});

describe('pairs', () => {
  it('are of one class every second time, and never a picture with itself', () => {
    const source = expectSuccess(pairSource(dataSet()));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), splits, fc.integer(), (count, split, seed) => {
        const { a, b, same } = source.draw({ count, randomness: createRandomness(seed), split });
        const [first, second] = [pictures(a), pictures(b)];
        expect([first.length, second.length, same?.values.length]).toEqual([count, count, count]);
        expect([...first, ...second].every(isFrom(split))).toBe(true);
        first.forEach((one, i) => {
          const other = second[i] as Seen;
          expect(one.label === other.label).toBe(i % 2 === 0);
          expect(same?.values[i]).toBe(i % 2 === 0 ? 1 : 0);
          expect(key(one)).not.toBe(key(other));
        });
      }),
    );
    expect(expectFailure(pairSource(dataSet(1)))).toContain('of 1 classes');
  });
});

describe('triplets', () => {
  it('are two different pictures of one class and one of another', () => {
    const source = expectSuccess(tripletSource(dataSet(2, 2)));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), splits, fc.integer(), (count, split, seed) => {
        const drawn = source.draw({ count, randomness: createRandomness(seed), split });
        const [positive, negative] = [pictures(drawn.positive), pictures(drawn.negative)];
        const anchors = pictures(drawn.anchor);
        expect(anchors).toHaveLength(count);
        anchors.forEach((anchor, i) => {
          expect(isFrom(split)(anchor)).toBe(true);
          expect(positive[i]?.label).toBe(anchor.label);
          expect(positive[i]?.number).not.toBe(anchor.number);
          expect(negative[i]?.label).not.toBe(anchor.label);
        });
      }),
    );
    expect(expectFailure(tripletSource(dataSet(3, 1)))).toContain(
      'a class has 1 training examples',
    );
  });
});

describe('sine waves', () => {
  it('give points of one wave for every example, of amplitude 0.1–5 between −5 and 5', () => {
    const source = sinusoidSource({ shots: 4, queries: 3 });
    const drawn = source.draw({ count: 500, randomness: createRandomness(1), split: 'training' });
    expect(drawn.x?.shape).toEqual([500, 4, 1]);
    expect(drawn.queryY?.shape).toEqual([500, 3, 1]);
    const numbers = (name: string) => [...(drawn[name]?.values ?? [])];
    expect(Math.max(...numbers('x'), ...numbers('queryX'))).toBeLessThanOrEqual(5);
    expect(Math.min(...numbers('x'), ...numbers('queryX'))).toBeGreaterThanOrEqual(-5);
    expect(Math.max(...numbers('y'))).toBeGreaterThan(4);
    expect(Math.max(...numbers('y').map(Math.abs))).toBeLessThanOrEqual(5);
    for (let wave = 0; wave < 500; wave++) {
      // y = s sin x + c cos x: two points of a wave give s and c, and those all the others.
      const at = (name: string, i: number, of: number) => numbers(name)[wave * of + i] as number;
      const [x0, x1] = [at('x', 0, 4), at('x', 1, 4)];
      const [y0, y1] = [at('y', 0, 4), at('y', 1, 4)];
      const determinant = Math.sin(x0) * Math.cos(x1) - Math.sin(x1) * Math.cos(x0);
      if (Math.abs(determinant) < 0.1) continue;
      const s = (y0 * Math.cos(x1) - y1 * Math.cos(x0)) / determinant;
      const c = (Math.sin(x0) * y1 - Math.sin(x1) * y0) / determinant;
      for (let i = 0; i < 3; i++) {
        const x = at('queryX', i, 3);
        expect(at('queryY', i, 3)).toBeCloseTo(s * Math.sin(x) + c * Math.cos(x), 3);
      }
      expect(Math.hypot(s, c)).toBeGreaterThan(0.09);
      expect(Math.hypot(s, c)).toBeLessThan(5.01);
    }
  });
});

describe('every sampler', () => {
  it('draws the same with the same randomness, and something else with another', () => {
    const sources: ExampleSource[] = [
      expectSuccess(episodeSource(dataSet(), { ways: 5, shots: 2, queries: 2 })),
      expectSuccess(pairSource(dataSet())),
      expectSuccess(tripletSource(dataSet())),
      sinusoidSource({ shots: 2, queries: 2 }),
    ];
    for (const source of sources) {
      const draw = (seed: number) =>
        source.draw({ count: 10, randomness: createRandomness(seed), split: 'training' });
      expect(draw(1)).toEqual(draw(1));
      expect(draw(2)).not.toEqual(draw(1));
    }
  });
});
