import { defineMerging } from './defineMerging';

/** Multiplies inputs of one shape: a gate. */
export const multiply = defineMerging({
  id: 'multiply',
  title: 'Multiply',
  className: 'Multiply',
  summary:
    'Multiplies inputs of the same shape number by number, as a gate does; a row of channels weighs whole channels.',
  source: 'Keras documentation, Multiply; Hu et al., Squeeze-and-Excitation Networks, 2017',
  formula: (terms) => terms.join(' \\cdot '),
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
        [28, 28, 32],
        [1, 1, 32],
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
