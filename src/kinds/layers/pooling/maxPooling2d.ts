import { definePooling } from './definePooling';

/** Keeps the largest number of each window of an image. */
export const maxPooling2d = definePooling({
  id: 'maxPooling2d',
  title: 'Max pooling 2D',
  mode: 'max',
  axes: 2,
  summary: 'Keeps the largest number of each window, channel by channel. Padding never wins.',
  source: 'Goodfellow et al., Deep Learning, §9.3',
  examples: [
    { fields: {}, inputs: [[4, 4, 1]], output: [2, 2, 1], parameters: 0, macs: 0 },
    {
      fields: { poolSize: [3, 3], strides: [2, 2] },
      inputs: [[55, 55, 96]],
      output: [27, 27, 96],
      parameters: 0,
    },
    {
      fields: { poolSize: [3, 3], strides: [2, 2], rounding: 'ceil' },
      inputs: [[112, 112, 64]],
      output: [56, 56, 64],
      parameters: 0,
    },
    {
      fields: { poolSize: [3, 3], strides: [2, 2], padding: 1 },
      inputs: [[112, 112, 64]],
      output: [56, 56, 64],
      parameters: 0,
    },
    {
      fields: { rounding: 'ceil' },
      inputs: [[null, 7, 64]],
      output: [null, 4, 64],
      parameters: 0,
    },
  ],
});
