import { field } from '../../field';
import { defineView } from '../stepKind';

/** Matrices as colours. */
export const heatMap = defineView({
  id: 'heatMap',
  title: 'Heat map',
  summary: 'A matrix as colours: attention weights, a Gram matrix, distances.',
  source:
    'Bahdanau et al., Neural Machine Translation by Jointly Learning to Align, 2014, Figure 3',
  inputs: {
    matrix: {
      rank: { min: 1 },
      per: 'either',
      help: 'A matrix; of a tensor with more axes, the last two are drawn for each place on the others.',
    },
  },
  fields: {
    count: field.integer({
      label: 'Matrices',
      help: 'How many are drawn beside each other: heads of an attention, or examples.',
      default: 4,
      min: 1,
      max: 32,
    }),
  },
  messages: {},
  telling: ({ count }) => String(count),
  examples: [
    { fields: {}, inputs: [[4, 16, 16]], output: [], parameters: 0 },
    {
      fields: { count: 1 },
      inputs: [{ shape: [64, 64], dtype: 'float32', per: 'batch' }],
      output: [],
      parameters: 0,
    },
  ],
});
