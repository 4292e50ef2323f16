import type { FieldValues } from '../../field';
import { field } from '../../field';
import { type Columns, defineData } from '../stepKind';
import { classType, drawnFields, tokensType, vectorType } from './generatedFields';

const fields = {
  task: field.choice({
    label: 'Task',
    default: 'copy',
    options: [
      { value: 'copy', label: 'copy' },
      { value: 'reverse', label: 'reverse' },
      { value: 'sort', label: 'sort' },
      { value: 'adding', label: 'add two numbers' },
      { value: 'parity', label: 'even or odd' },
    ],
  }),
  length: field.integer({ label: 'Length', default: 8, min: 2, max: 500 }),
  symbols: field.integer({
    label: 'Signs',
    help: 'How many different ones; not for adding, nor for even or odd.',
    default: 8,
    min: 2,
    max: 1000,
  }),
  ...drawnFields(5000, 500),
} as const;

function columns({ task, length, symbols }: FieldValues<typeof fields>): Columns {
  if (task === 'adding') return { sequence: vectorType([length, 2]), target: vectorType([1]) };
  if (task === 'parity') return { sequence: tokensType(length, 2), target: classType(2) };
  return { sequence: tokensType(length, symbols), target: classType(symbols, [length]) };
}

/** Sequences and what a task asks of them. */
export const sequences = defineData({
  id: 'sequences',
  title: 'Sequences',
  summary: 'Rows of signs or numbers to copy, reverse, sort, add or count.',
  source: 'Hochreiter & Schmidhuber, Long Short-Term Memory, 1997; Graves et al., 2014',
  fields,
  outputs: ['sequence', 'target'],
  input: 'sequence',
  target: 'target',
  columns,
  trainCount: ({ count }) => count,
  telling: ({ task, length }) => `${task} · ${length}`,
  examples: [
    { fields: { task: 'sort', length: 5 }, inputs: [], output: [5], parameters: 0 },
    { fields: { task: 'adding', length: 30 }, inputs: [], output: [30, 2], parameters: 0 },
  ],
});
