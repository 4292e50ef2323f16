import { defineGlobalPooling } from './defineGlobalPooling';

/** Averages each channel over a whole volume. */
export const globalAveragePooling3d = defineGlobalPooling({
  id: 'globalAveragePooling3d',
  title: 'Global average pooling 3D',
  mode: 'average',
  axes: 3,
  summary: 'Averages each channel over the whole volume: one number per channel, any size.',
  source: 'Keras documentation, GlobalAveragePooling3D',
  examples: [
    { fields: {}, inputs: [[4, 7, 7, 512]], output: [512], parameters: 0, macs: 0 },
    { fields: {}, inputs: [[null, 5, 3, 6]], output: [6], parameters: 0 },
  ],
});
