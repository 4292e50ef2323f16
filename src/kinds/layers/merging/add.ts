import { defineMerging } from './defineMerging';

/** Sums inputs of one shape: the join of a residual connection. */
export const add = defineMerging({
  id: 'add',
  title: 'Add',
  className: 'Add',
  summary: 'Adds inputs of the same shape number by number, as a residual connection does.',
  source: 'He et al., Deep Residual Learning for Image Recognition, 2015',
  passesGradient: true,
  formula: (terms) => terms.join(' + '),
  examples: [
    {
      fields: {},
      inputs: [
        [28, 28, 32],
        [28, 28, 32],
      ],
      output: [28, 28, 32],
      parameters: 0,
      macs: 0,
    },
    {
      fields: {},
      inputs: [[16], [16], [16]],
      output: [16],
      parameters: 0,
      macs: 0,
    },
  ],
});
