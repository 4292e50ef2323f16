import { field } from '../../field';
import { defineView } from '../stepKind';

/** Tokens as text. */
export const generatedText = defineView({
  id: 'generatedText',
  title: 'Text',
  summary: 'Tokens as text, with what they were made from and what is right.',
  source: 'Sutskever et al., Generating Text with Recurrent Neural Networks, 2011',
  inputs: {
    tokens: { rank: { min: 1 }, help: 'Tokens, or at each place a number for every token.' },
    source: { optional: true, rank: { min: 1 }, help: 'What they were made from.' },
    target: { optional: true, rank: { min: 1 }, help: 'What is right.' },
  },
  fields: {
    count: field.integer({ label: 'Texts', default: 8, min: 1, max: 50 }),
  },
  messages: {},
  telling: ({ count }) => String(count),
  examples: [
    {
      fields: {},
      inputs: [{ shape: [40], dtype: 'int32', content: 'tokens' }],
      output: [],
      parameters: 0,
    },
    { fields: { count: 1 }, inputs: [[40, 65]], output: [], parameters: 0 },
  ],
});
