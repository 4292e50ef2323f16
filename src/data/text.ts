import type { DataSet } from './dataSet';
import { generateDataSet } from './generateDataSet';
import { C_CODE } from './text/cCode';
import { PROSE } from './text/prose';

const TEXTS = { c: C_CODE, prose: PROSE } as const;

/** Which text to cut into pieces. */
export interface TextOptions {
  readonly text: keyof typeof TEXTS;
  /** Characters in a piece. */
  readonly length: number;
  readonly count: number;
  readonly testCount: number;
  readonly seed: number;
}

const FIRST_PRINTABLE = 32;
const LAST_PRINTABLE = 126;

/** The characters: the line end and those that ASCII prints. */
const CHARACTERS: readonly string[] = [
  '\n',
  ...Array.from({ length: LAST_PRINTABLE - FIRST_PRINTABLE + 1 }, (_, i) =>
    String.fromCharCode(FIRST_PRINTABLE + i),
  ),
];

const TEST_SHARE = 0.1;

/**
 * Pieces of a text from places by lot: columns `text` [length], its characters, and `next` [length],
 * at each place the character that follows. The last tenth of the text is kept for testing.
 */
export function textDataSet({ text, length, count, testCount, seed }: TextOptions): DataSet {
  const characters = Int32Array.from(TEXTS[text], (character) => CHARACTERS.indexOf(character));
  const cut = Math.floor(characters.length * (1 - TEST_SHARE));
  const parts = { training: characters.subarray(0, cut), test: characters.subarray(cut) };
  return generateDataSet({
    title: text === 'c' ? 'C code' : 'Prose',
    seed,
    count,
    testCount,
    columns: {
      text: { shape: [length], content: 'tokens', classes: CHARACTERS },
      next: { shape: [length], content: 'class', classes: CHARACTERS },
    },
    draw(randomness, _index, split) {
      const part = parts[split];
      const start = randomness.integer(part.length - length);
      return {
        text: part.subarray(start, start + length),
        next: part.subarray(start + 1, start + length + 1),
      };
    },
  });
}
