import { batchScalar } from '../../../base/tensorType';
import { field } from '../../field';
import { defineMetric } from '../stepKind';

/** How many weights are zero. */
export const sparsityOf = defineMetric({
  id: 'sparsityOf',
  title: 'Share of zero weights',
  summary: 'The share of weights that are exactly zero, as after pruning.',
  source: 'Han et al., Learning both Weights and Connections for Efficient Neural Networks, 2015',
  inputs: {},
  fields: {
    networks: field.names({
      label: 'Networks',
      help: 'Whose weights are counted, or parts of them (network/node); empty means every network of the step.',
      default: [],
      of: 'learners',
    }),
  },
  messages: {},
  infer: () => batchScalar,
  formula: () => ['s = \\frac{1}{n}\\sum_w [w = 0]'],
  telling: ({ networks }) => networks.join(', '),
  examples: [
    { fields: {}, inputs: [], output: [], parameters: 0 },
    { fields: { networks: ['main'] }, inputs: [], output: [], parameters: 0 },
  ],
});
