import { definePooling } from './definePooling';

/** Keeps the largest number of each window of a volume. */
export const maxPooling3d = definePooling({
  id: 'maxPooling3d',
  title: 'Max pooling 3D',
  mode: 'max',
  axes: 3,
  summary:
    'Keeps the largest number of each window of a volume, channel by channel. Padding never wins.',
  source: 'Tran et al., Learning Spatiotemporal Features with 3D Convolutional Networks, 2015',
  examples: [
    {
      fields: { poolSize: [1, 2, 2], strides: [1, 2, 2] },
      inputs: [[16, 112, 112, 64]],
      output: [16, 56, 56, 64],
      parameters: 0,
      macs: 0,
    },
    {
      fields: { padding: [0, 0, 0, 1, 0, 1] },
      inputs: [[2, 7, 7, 512]],
      output: [1, 4, 4, 512],
      parameters: 0,
    },
    {
      fields: { poolSize: 3, strides: 2, rounding: 'ceil' },
      inputs: [[8, 9, 10, 4]],
      output: [4, 4, 5, 4],
      parameters: 0,
    },
  ],
});
