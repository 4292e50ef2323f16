import { definePooling } from './definePooling';

/** Averages each window of a volume. */
export const averagePooling3d = definePooling({
  id: 'averagePooling3d',
  title: 'Average pooling 3D',
  mode: 'average',
  axes: 3,
  summary:
    'Averages each window of a volume, channel by channel. Padding by number counts as zeros, padding "same" does not count.',
  source: 'Keras documentation, AveragePooling3D',
  examples: [
    { fields: {}, inputs: [[8, 8, 8, 3]], output: [4, 4, 4, 3], parameters: 0, macs: 0 },
    {
      fields: { poolSize: [2, 7, 7], strides: [1, 7, 7] },
      inputs: [[8, 7, 7, 1024]],
      output: [7, 1, 1, 1024],
      parameters: 0,
    },
    {
      fields: { poolSize: 3, strides: 2, padding: 1, rounding: 'ceil' },
      inputs: [[5, 8, 9, 2]],
      output: [3, 5, 5, 2],
      parameters: 0,
    },
  ],
});
