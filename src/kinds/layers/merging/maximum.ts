import { defineMerging } from './defineMerging';

/** The largest of inputs of one shape. */
export const maximum = defineMerging({
  id: 'maximum',
  title: 'Maximum',
  className: 'Maximum',
  summary: 'Keeps the largest of the inputs, number by number (maxout).',
  source: 'Goodfellow et al., Maxout Networks, 2013',
  formula: (terms) => `\\max(${terms.join(', ')})`,
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
