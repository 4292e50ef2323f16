import { defineGlobalPooling } from './defineGlobalPooling';

/** Averages each channel over the whole image. */
export const globalAveragePooling2d = defineGlobalPooling({
  id: 'globalAveragePooling2d',
  title: 'Global average pooling 2D',
  mode: 'average',
  axes: 2,
  summary: 'Averages each channel over the whole image: one number per channel, any image size.',
  source: 'Lin et al., Network In Network, 2013',
  examples: [
    { fields: {}, inputs: [[7, 7, 2048]], output: [2048], parameters: 0, macs: 0 },
    { fields: {}, inputs: [[null, null, 512]], output: [512], parameters: 0 },
  ],
});
