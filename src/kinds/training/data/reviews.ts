import { defineData } from '../stepKind';
import { classType, drawnFields, tokensType } from './generatedFields';

const LENGTH = 16;
const WORDS = 45;

/** Reviews of movies, made by a grammar. */
export const reviews = defineData({
  id: 'reviews',
  title: 'Movie reviews',
  summary: 'Made-up reviews, good or bad: what they say of books and cinemas does not count.',
  source: 'Maas et al., Learning Word Vectors for Sentiment Analysis, 2011',
  fields: drawnFields(3000, 500),
  outputs: ['text', 'sentiment'],
  input: 'text',
  target: 'sentiment',
  columns: () => ({ text: tokensType(LENGTH, WORDS), sentiment: classType(2) }),
  trainCount: ({ count }) => count,
  telling: ({ count }) => String(count),
  examples: [{ fields: {}, inputs: [], output: [16], parameters: 0 }],
});
