import { defineData } from '../stepKind';
import { classType } from './generatedFields';
import { pictureFields, pictureType } from './samplerFields';

/** Pairs of pictures, half of them of one class. */
export const pairs = defineData({
  id: 'pairs',
  title: 'Pairs',
  summary: 'Two pictures at a time, and whether they are of one class; every second pair is.',
  source:
    'Hadsell, Chopra & LeCun, Dimensionality Reduction by Learning an Invariant Mapping, 2006',
  fields: pictureFields,
  outputs: ['a', 'b', 'same'],
  input: 'a',
  target: 'same',
  columns: ({ source, size }) => ({
    a: pictureType(source, size),
    b: pictureType(source, size),
    same: classType(2),
  }),
  trainCount: () => Number.POSITIVE_INFINITY,
  telling: ({ source }) => source,
  examples: [{ fields: { source: 'mnist' }, inputs: [], output: [28, 28, 1], parameters: 0 }],
});
