import { definePooling } from './definePooling';

/** Keeps the largest number of each window of a sequence. */
export const maxPooling1d = definePooling({
  id: 'maxPooling1d',
  title: 'Max pooling 1D',
  mode: 'max',
  axes: 1,
  summary:
    'Keeps the largest number of each window of steps, channel by channel. Padding never wins.',
  source: 'Goodfellow et al., Deep Learning, §9.3',
  examples: [
    { fields: {}, inputs: [[100, 8]], output: [50, 8], parameters: 0, macs: 0 },
    {
      fields: { poolSize: 3, strides: 2, padding: 1 },
      inputs: [[7, 5]],
      output: [4, 5],
      parameters: 0,
    },
    {
      fields: { poolSize: 3, strides: 3, rounding: 'ceil' },
      inputs: [[null, 5]],
      output: [null, 5],
      parameters: 0,
    },
  ],
});
