import { defineData } from '../stepKind';
import { pictureFields, pictureType } from './samplerFields';

/** Triplets of pictures: two of one class and one of another. */
export const triplets = defineData({
  id: 'triplets',
  title: 'Triplets',
  summary: 'Three pictures at a time: an anchor, another of its class, and one of another class.',
  source: 'Schroff, Kalenichenko & Philbin, FaceNet, 2015',
  fields: pictureFields,
  outputs: ['anchor', 'positive', 'negative'],
  input: 'anchor',
  target: 'positive',
  columns: ({ source, size }) => {
    const type = pictureType(source, size);
    return { anchor: type, positive: type, negative: type };
  },
  trainCount: () => Number.POSITIVE_INFINITY,
  telling: ({ source }) => source,
  examples: [{ fields: {}, inputs: [], output: [16, 16, 1], parameters: 0 }],
});
