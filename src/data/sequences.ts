import type { Randomness } from '../base/randomness';
import type { DataSet } from './dataSet';
import { type GeneratedColumn, generateDataSet } from './generateDataSet';

/** What is asked of a sequence. */
export const SEQUENCE_TASKS = ['copy', 'reverse', 'sort', 'adding', 'parity'] as const;

/** One of the tasks. */
export type SequenceTask = (typeof SEQUENCE_TASKS)[number];

/** Which sequences to make. */
export interface SequencesOptions {
  readonly task: SequenceTask;
  readonly length: number;
  /** How many different signs there are; the adding and parity tasks have their own. */
  readonly symbols: number;
  readonly count: number;
  readonly testCount: number;
  readonly seed: number;
}

interface Task {
  readonly sequence: GeneratedColumn;
  readonly target: GeneratedColumn;
  draw(randomness: Randomness): { sequence: number[]; target: number | number[] };
}

function signs(count: number): readonly string[] {
  return Array.from({ length: count }, (_, sign) => String(sign));
}

function row(length: number, randomness: Randomness, limit: number): number[] {
  return Array.from({ length }, () => randomness.integer(limit));
}

/** A task that asks for a sign at every place. */
function rearranging(
  { length, symbols }: SequencesOptions,
  change: (sequence: readonly number[]) => number[],
): Task {
  return {
    sequence: { shape: [length], content: 'tokens', classes: signs(symbols) },
    target: { shape: [length], content: 'class', classes: signs(symbols) },
    draw(randomness) {
      const sequence = row(length, randomness, symbols);
      return { sequence, target: change(sequence) };
    },
  };
}

const parity = ({ length }: SequencesOptions): Task => ({
  sequence: { shape: [length], content: 'tokens', classes: signs(2) },
  target: { shape: [], content: 'class', classes: ['even', 'odd'] },
  draw(randomness) {
    const sequence = row(length, randomness, 2);
    return { sequence, target: sequence.reduce((sum, bit) => sum + bit, 0) % 2 };
  },
});

/** Source: Hochreiter & Schmidhuber, Long Short-Term Memory, 1997, experiment 4. */
const adding = ({ length }: SequencesOptions): Task => ({
  sequence: { shape: [length, 2], content: 'vector' },
  target: { shape: [1], content: 'vector' },
  draw(randomness) {
    const half = Math.floor(length / 2);
    const marked = [randomness.integer(half), half + randomness.integer(length - half)];
    const numbers = Array.from({ length }, () => randomness.next());
    const sum = marked.reduce((total, place) => total + (numbers[place] as number), 0);
    return {
      sequence: numbers.flatMap((number, place) => [number, marked.includes(place) ? 1 : 0]),
      target: [sum],
    };
  },
});

const TASKS: Readonly<Record<SequenceTask, (options: SequencesOptions) => Task>> = {
  copy: (options) => rearranging(options, (sequence) => [...sequence]),
  reverse: (options) => rearranging(options, (sequence) => [...sequence].reverse()),
  sort: (options) => rearranging(options, (sequence) => [...sequence].sort((a, b) => a - b)),
  adding,
  parity,
};

/**
 * Sequences by lot, and what a task asks of them. Columns `sequence` and `target`: copy, reverse and
 * sort have signs [length] and ask for as many; parity has bits and asks whether the ones are even or
 * odd; adding has numbers in 0–1 beside marks [length, 2] and asks for the sum of the two marked ones.
 */
export function sequencesDataSet(options: SequencesOptions): DataSet {
  const { task, count, testCount, seed } = options;
  const { sequence, target, draw } = TASKS[task](options);
  return generateDataSet({
    title: 'Sequences',
    seed,
    count,
    testCount,
    columns: { sequence, target },
    draw,
  });
}
