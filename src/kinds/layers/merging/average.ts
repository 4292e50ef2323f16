import { defineMerging } from './defineMerging';

/** Averages inputs of one shape. */
export const average = defineMerging({
  id: 'average',
  title: 'Average',
  className: 'Average',
  summary: 'Averages inputs of the same shape number by number, as an ensemble does.',
  source: 'Keras documentation, Average',
  passesGradient: true,
  formula: (terms) => `\\tfrac{1}{${terms.length}}(${terms.join(' + ')})`,
  extraOperations: 1,
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
