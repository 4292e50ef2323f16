import { defineGlobalPooling } from './defineGlobalPooling';

/** Keeps the largest number of each channel of an image. */
export const globalMaxPooling2d = defineGlobalPooling({
  id: 'globalMaxPooling2d',
  title: 'Global max pooling 2D',
  mode: 'max',
  axes: 2,
  summary:
    'Keeps the largest number of each channel over the whole image: what was found, not where.',
  source: 'Keras documentation, GlobalMaxPooling2D',
  examples: [
    { fields: {}, inputs: [[7, 7, 512]], output: [512], parameters: 0, macs: 0 },
    { fields: {}, inputs: [[null, 5, 3]], output: [3], parameters: 0 },
  ],
});
