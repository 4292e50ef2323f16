import { definePooling } from './definePooling';

/** Averages each window of a sequence. */
export const averagePooling1d = definePooling({
  id: 'averagePooling1d',
  title: 'Average pooling 1D',
  mode: 'average',
  axes: 1,
  summary:
    'Averages each window of steps, channel by channel. Padding by number counts as zeros, padding "same" does not count.',
  source: 'Keras documentation, AveragePooling1D',
  examples: [
    { fields: {}, inputs: [[100, 8]], output: [50, 8], parameters: 0, macs: 0 },
    {
      fields: { poolSize: 25, strides: 1, padding: 'same' },
      inputs: [[96, 7]],
      output: [96, 7],
      parameters: 0,
    },
    {
      fields: { poolSize: 4, strides: 3, padding: [1, 0], rounding: 'ceil' },
      inputs: [[11, 2]],
      output: [4, 2],
      parameters: 0,
    },
  ],
});
