import { describe, expect, it } from 'vitest';
import type { Column, Split } from '../../../src/data/dataSet';
import { reviewsDataSet } from '../../../src/data/reviews';
import { type SequenceTask, sequencesDataSet } from '../../../src/data/sequences';
import { textDataSet } from '../../../src/data/text';

function rows(split: Split, name: string): { readonly column: Column; readonly all: number[][] } {
  const column = split.columns[name];
  if (!column) throw new Error(`There is no column ${name}.`);
  const size = column.values.length / split.length;
  const all = Array.from({ length: split.length }, (_, i) => [
    ...column.values.subarray(i * size, (i + 1) * size),
  ]);
  return { column, all };
}

const words = (split: Split, name: string): string[][] => {
  const { column, all } = rows(split, name);
  return all.map((row) => row.map((word) => column.classes?.[word] ?? '?'));
};

describe('sequences', () => {
  const made = (task: SequenceTask) => {
    const { train } = sequencesDataSet({
      task,
      length: 7,
      symbols: 5,
      count: 300,
      testCount: 1,
      seed: 1,
    });
    const targets = rows(train, 'target').all;
    return rows(train, 'sequence').all.map(
      (sequence, i) => [sequence, targets[i] as number[]] as const,
    );
  };

  it('copy asks for the same, reverse for the same backwards, sort for the smallest first', () => {
    for (const [sequence, target] of made('copy')) expect(target).toEqual(sequence);
    for (const [sequence, target] of made('reverse')) {
      expect([...target].reverse()).toEqual(sequence);
    }
    for (const [sequence, target] of made('sort')) {
      for (let i = 1; i < 7; i++) expect(target[i]).toBeGreaterThanOrEqual(target[i - 1] as number);
      const count = (all: readonly number[], sign: number) => all.filter((s) => s === sign).length;
      for (let sign = 0; sign < 5; sign++) expect(count(target, sign)).toBe(count(sequence, sign));
    }
    const signs = new Set(made('copy').flatMap(([sequence]) => sequence));
    expect(signs.size).toBe(5);
  });

  it('adding asks for the sum of the two marked numbers, one in each half', () => {
    for (const [sequence, target] of made('adding')) {
      const numbers = sequence.filter((_, i) => i % 2 === 0);
      const marks = sequence.filter((_, i) => i % 2 === 1);
      const marked = numbers.filter((_, place) => marks[place] === 1);
      expect(marked).toHaveLength(2);
      expect(marks.slice(0, 3).filter((mark) => mark === 1)).toHaveLength(1);
      expect(target[0]).toBeCloseTo((marked[0] ?? 0) + (marked[1] ?? 0), 5);
    }
  });

  it('parity asks whether the ones are odd, about half of the time', () => {
    let odd = 0;
    for (const [sequence, [target]] of made('parity')) {
      expect(target).toBe(sequence.filter((bit) => bit === 1).length % 2);
      odd += target ?? 0;
    }
    expect(Math.abs(odd - 150)).toBeLessThan(45);
  });
});

describe('text', () => {
  it.each(['c', 'prose'] as const)('%s: gives at each place the character that follows', (text) => {
    const { train, test } = textDataSet({ text, length: 30, count: 200, testCount: 50, seed: 1 });
    for (const split of [train, test]) {
      const next = words(split, 'next');
      words(split, 'text').forEach((characters, i) => {
        expect(next[i]?.slice(0, -1)).toEqual(characters.slice(1));
      });
    }
  });

  it.each([
    ['c', '  return 0;\n}\n'],
    ['prose', 'The keeper'],
  ] as const)(
    '%s: has only characters that it knows, and no piece of it in both splits',
    (text, known) => {
      const options = { text, length: 100, count: 2000, testCount: 500, seed: 1 } as const;
      const { train, test } = textDataSet(options);
      const pieces = words(train, 'text').map((characters) => characters.join(''));
      expect(pieces.some((piece) => piece.includes(known))).toBe(true);
      for (const split of [train, test]) {
        for (const name of ['text', 'next']) {
          expect(split.columns[name]?.values.every((character) => character >= 0)).toBe(true);
        }
      }
      const learned = new Set(pieces);
      for (const characters of words(test, 'text'))
        expect(learned.has(characters.join(''))).toBe(false);
    },
  );
});

describe('movie reviews', () => {
  const good = ['good', 'great', 'lovely', 'clever', 'funny', 'moving', 'brilliant'];
  const { train } = reviewsDataSet({ count: 1000, testCount: 1, seed: 1 });
  const reviews = words(train, 'text').map((all) => all.filter((word) => word !== '<pad>'));
  const sentiments = words(train, 'sentiment').map(([name]) => name);

  it('mean by their sentiment what they say of the movie, "not" turned around', () => {
    let judged = 0;
    reviews.forEach((review, i) => {
      const at = review.indexOf('movie');
      expect(at).toBeGreaterThan(-1);
      if (review[at + 1] !== 'was') return;
      const rest = review.slice(at + 2);
      const opinion = rest.find(
        (word) => !['not', 'very', 'really', 'quite', 'rather'].includes(word),
      );
      const isGood = good.includes(opinion ?? '') !== (rest[0] === 'not');
      expect(sentiments[i]).toBe(isGood ? 'good' : 'bad');
      judged++;
    });
    expect(judged).toBeGreaterThan(400);
  });

  it('cannot be told by counting good words: what is said of other things misleads', () => {
    let right = 0;
    const bad = [
      'bad',
      'awful',
      'dull',
      'silly',
      'slow',
      'boring',
      'terrible',
      'hated',
      'disliked',
    ];
    reviews.forEach((review, i) => {
      const score =
        review.filter((word) => good.includes(word) || ['loved', 'liked', 'enjoyed'].includes(word))
          .length - review.filter((word) => bad.includes(word) || word === 'regretted').length;
      if (score !== 0 && score > 0 === (sentiments[i] === 'good')) right++;
    });
    expect(right / reviews.length).toBeGreaterThan(0.35);
    expect(right / reviews.length).toBeLessThan(0.75);
    expect(Math.max(...reviews.map(({ length }) => length))).toBeLessThanOrEqual(16);
  });

  it('are good half of the time', () => {
    expect(sentiments.filter((sentiment) => sentiment === 'good')).toHaveLength(500);
  });
});
