import { field } from '../../field';
import { defineData } from '../stepKind';
import { classType, drawnFields, tokensType } from './generatedFields';

/** The line end and what ASCII prints. */
const CHARACTERS = 96;

/** Pieces of a text, character by character. */
export const text = defineData({
  id: 'text',
  title: 'Text',
  summary: 'Pieces of a short C program or a tale, and at each place the character that follows.',
  source: 'Karpathy, The Unreasonable Effectiveness of Recurrent Neural Networks, 2015',
  fields: {
    text: field.choice({
      label: 'Text',
      default: 'c',
      options: [
        { value: 'c', label: 'C code' },
        { value: 'prose', label: 'a tale' },
      ],
    }),
    length: field.integer({
      label: 'Length',
      help: 'Characters in a piece.',
      default: 40,
      min: 2,
      max: 128,
    }),
    ...drawnFields(2000, 100),
  },
  outputs: ['text', 'next'],
  input: 'text',
  target: 'next',
  columns: ({ length }) => ({
    text: tokensType(length, CHARACTERS),
    next: classType(CHARACTERS, [length]),
  }),
  trainCount: ({ count }) => count,
  telling: ({ text: chosen, length }) => `${chosen} · ${length}`,
  examples: [{ fields: { length: 64 }, inputs: [], output: [64], parameters: 0 }],
});
