import { field } from '../../field';
import { defineView } from '../stepKind';

/** Pictures in rows. */
export const imageGrid = defineView({
  id: 'imageGrid',
  title: 'Image grid',
  summary: 'Images side by side; those of several inputs at the same place below each other.',
  source: 'Radford et al., Unsupervised Representation Learning with DCGANs, 2015, Figure 2',
  inputs: {
    variadic: { rank: { min: 2 }, per: 'either', help: 'Images of any size, grey or colour.' },
    min: 1,
  },
  fields: {
    count: field.integer({
      label: 'Images',
      help: 'Of each input, the first of the batch.',
      default: 16,
      min: 1,
      max: 256,
    }),
    columns: field.integer({ label: 'Columns', default: 8, min: 1, max: 64 }),
    range: field.choice({
      label: 'Black to white',
      help: 'Automatic: 0 … 1, −1 … 1 where there are negative numbers, and wider where there are larger ones.',
      default: 'automatic',
      options: [
        { value: 'automatic', label: 'automatic' },
        { value: 'zeroOne', label: '0 … 1' },
        { value: 'signed', label: '−1 … 1' },
      ],
    }),
  },
  messages: {},
  telling: ({ count, columns }) => `${count} in ${columns} columns`,
  examples: [
    { fields: {}, inputs: [[28, 28, 1]], output: [], parameters: 0 },
    {
      fields: { count: 4, range: 'signed' },
      inputs: [
        [64, 64, 3],
        [64, 64, 3],
        [64, 64, 3],
      ],
      output: [],
      parameters: 0,
    },
  ],
});
