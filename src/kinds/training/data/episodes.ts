import { field } from '../../field';
import { defineData } from '../stepKind';
import { classType } from './generatedFields';
import { pictureFields, pictureType } from './samplerFields';

/** Few-shot episodes: another small classification problem at every step. */
export const episodes = defineData({
  id: 'episodes',
  title: 'Episodes',
  summary: 'A new small problem at every step: a few examples of some classes, and others to tell.',
  source: 'Vinyals et al., Matching Networks for One Shot Learning, 2016',
  fields: {
    ways: field.integer({ label: 'Classes', help: 'In an episode.', default: 5, min: 2, max: 50 }),
    shots: field.integer({ label: 'Examples of each', default: 1, min: 1, max: 20 }),
    queries: field.integer({ label: 'Queries of each', default: 5, min: 1, max: 30 }),
    ...pictureFields,
  },
  outputs: ['support', 'supportLabel', 'query', 'queryLabel'],
  input: 'query',
  target: 'queryLabel',
  columns: ({ ways, source, size }) => ({
    support: pictureType(source, size),
    supportLabel: classType(ways),
    query: pictureType(source, size),
    queryLabel: classType(ways),
  }),
  trainCount: () => Number.POSITIVE_INFINITY,
  telling: ({ ways, shots }) => `${ways} classes · ${shots} of each`,
  examples: [{ fields: {}, inputs: [], output: [16, 16, 1], parameters: 0 }],
});
