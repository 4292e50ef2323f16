import { defineMerging } from './defineMerging';

/** The smallest of inputs of one shape. */
export const minimum = defineMerging({
  id: 'minimum',
  title: 'Minimum',
  className: 'Minimum',
  summary: 'Keeps the smallest of the inputs, number by number.',
  source: 'Keras documentation, Minimum',
  formula: (terms) => `\\min(${terms.join(', ')})`,
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
      inputs: [
        [null, 7],
        [null, 1],
      ],
      output: [null, 7],
      parameters: 0,
      macs: 0,
    },
  ],
});
