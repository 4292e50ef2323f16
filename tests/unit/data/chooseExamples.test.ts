import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseExamples } from '../../../src/data/chooseExamples';
import type { Split } from '../../../src/data/dataSet';

/** Examples that carry their own number, of classes named by letters. */
function labelled(labels: readonly number[]): Split {
  return {
    length: labels.length,
    columns: {
      point: {
        type: { shape: [1], dtype: 'float32' },
        values: Float32Array.from(labels, (_, i) => i),
        scale: 1,
        content: 'vector',
      },
      label: {
        type: { shape: [], dtype: 'int32' },
        values: Uint8Array.from(labels),
        scale: 1,
        content: 'class',
        classes: ['a', 'b', 'c', 'd'],
      },
    },
  };
}

describe('chooseExamples', () => {
  it('keeps everything as it is where nothing is chosen', () => {
    const split = labelled([0, 1, 2, 3]);
    expect(chooseExamples(split, {})).toBe(split);
    expect(chooseExamples(split, { classes: [], perClass: 0, count: 0 })).toBe(split);
  });

  it('keeps the first examples of the chosen classes, in order, numbered anew', () => {
    const choice = fc.record({
      classes: fc.uniqueArray(fc.integer({ min: 0, max: 3 })),
      perClass: fc.integer({ min: 0, max: 5 }),
      count: fc.integer({ min: 0, max: 12 }),
    });
    const labels = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 30 });
    fc.assert(
      fc.property(labels, choice, (all, { classes, perClass, count }) => {
        const { length, columns } = chooseExamples(labelled(all), { classes, perClass, count });
        const wanted = classes.length > 0 ? classes : [0, 1, 2, 3];
        const taken = new Map<number, number>();
        const expected = all
          .map((label, index) => ({ label, index }))
          .filter(({ label }) => {
            const before = taken.get(label) ?? 0;
            taken.set(label, before + 1);
            return wanted.includes(label) && (perClass === 0 || before < perClass);
          })
          .slice(0, count === 0 ? undefined : count);
        expect([...(columns.point?.values ?? [])]).toEqual(expected.map(({ index }) => index));
        const names = columns.label?.classes ?? [];
        expect([...(columns.label?.values ?? [])].map((label) => names[label])).toEqual(
          expected.map(({ label }) => ['a', 'b', 'c', 'd'][label]),
        );
        expect(names).toEqual(wanted.map((label) => ['a', 'b', 'c', 'd'][label]));
        expect(length).toBe(expected.length);
      }),
    );
  });

  it('needs a column of named classes to choose by', () => {
    const { label: _, ...columns } = labelled([0, 1]).columns;
    expect(() => chooseExamples({ length: 2, columns }, { perClass: 1 })).toThrow('"label"');
    expect(chooseExamples({ length: 2, columns }, { count: 1 }).length).toBe(1);
  });
});
