import { defineGlobalPooling } from './defineGlobalPooling';

/** Averages each channel over a whole sequence. */
export const globalAveragePooling1d = defineGlobalPooling({
  id: 'globalAveragePooling1d',
  title: 'Global average pooling 1D',
  mode: 'average',
  axes: 1,
  summary: 'Averages each channel over all steps: one number per channel, any length.',
  source: 'Keras documentation, GlobalAveragePooling1D',
  examples: [
    { fields: {}, inputs: [[128, 16]], output: [16], parameters: 0, macs: 0 },
    { fields: {}, inputs: [[null, 7]], output: [7], parameters: 0 },
  ],
});
