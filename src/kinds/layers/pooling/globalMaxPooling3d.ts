import { defineGlobalPooling } from './defineGlobalPooling';

/** Keeps the largest number of each channel of a volume. */
export const globalMaxPooling3d = defineGlobalPooling({
  id: 'globalMaxPooling3d',
  title: 'Global max pooling 3D',
  mode: 'max',
  axes: 3,
  summary:
    'Keeps the largest number of each channel over the whole volume: what was found, not where.',
  source: 'Keras documentation, GlobalMaxPooling3D',
  examples: [
    { fields: {}, inputs: [[4, 7, 7, 512]], output: [512], parameters: 0, macs: 0 },
    { fields: {}, inputs: [[3, null, 5, 2]], output: [2], parameters: 0 },
  ],
});
