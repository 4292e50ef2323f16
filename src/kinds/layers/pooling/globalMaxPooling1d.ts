import { defineGlobalPooling } from './defineGlobalPooling';

/** Keeps the largest number of each channel of a sequence. */
export const globalMaxPooling1d = defineGlobalPooling({
  id: 'globalMaxPooling1d',
  title: 'Global max pooling 1D',
  mode: 'max',
  axes: 1,
  summary: 'Keeps the largest number of each channel over all steps: what was found, not where.',
  source: 'Kim, Convolutional Neural Networks for Sentence Classification, 2014',
  examples: [
    { fields: {}, inputs: [[56, 100]], output: [100], parameters: 0, macs: 0 },
    { fields: {}, inputs: [[null, 7]], output: [7], parameters: 0 },
  ],
});
