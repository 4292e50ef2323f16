import { definePooling } from './definePooling';

/** Averages each window of an image. */
export const averagePooling2d = definePooling({
  id: 'averagePooling2d',
  title: 'Average pooling 2D',
  mode: 'average',
  axes: 2,
  summary:
    'Averages each window, channel by channel. Padding by number counts as zeros, padding "same" does not count.',
  source: 'LeCun et al., Gradient-Based Learning Applied to Document Recognition, 1998',
  examples: [
    { fields: {}, inputs: [[28, 28, 6]], output: [14, 14, 6], parameters: 0, macs: 0 },
    {
      fields: { poolSize: [3, 3], strides: [1, 1], padding: 'same' },
      inputs: [[17, 17, 8]],
      output: [17, 17, 8],
      parameters: 0,
    },
    {
      fields: { poolSize: [3, 3], strides: [2, 2], padding: 1, rounding: 'ceil' },
      inputs: [[8, 8, 4]],
      output: [5, 5, 4],
      parameters: 0,
    },
  ],
});
