import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { windowFields } from '../windowFields';
import {
  aboutDilation,
  aboutStrides,
  depthMultiplierField,
  filtersField,
} from './convolutionFields';
import { separableConvolutionRules, separableKernelFields } from './separableConvolution';

/** Depthwise convolution of an image, then a convolution of 1×1. */
export const separableConv2d = defineLayer({
  id: 'separableConv2d',
  title: 'Separable conv 2D',
  family: 'convolution',
  summary:
    'Filters each channel of an image by itself, then mixes the channels at every pixel: a convolution with far fewer weights.',
  source: 'Chollet, Xception: Deep Learning with Depthwise Separable Convolutions, 2017',
  inputs: { x: { rank: 3, axes: ['height', 'width', 'channels'], dtype: 'float32' } },
  fields: {
    filters: filtersField,
    kernelSize: field.pair({ label: 'Kernel', help: 'Height and width.', default: [3, 3], min: 1 }),
    strides: field.pair({ ...aboutStrides, default: [1, 1] }),
    ...windowFields(2),
    depthMultiplier: depthMultiplierField,
    dilationRate: field.pair({ ...aboutDilation, default: [1, 1] }),
    ...separableKernelFields,
  },
  ...separableConvolutionRules,
  examples: [
    {
      fields: { filters: 128, padding: 'same', useBias: false },
      inputs: [[147, 147, 64]],
      output: [147, 147, 128],
      parameters: 8768,
      macs: 189467712,
    },
    {
      fields: { filters: 5, kernelSize: [3, 2], padding: [1, 0, 0, 1], depthMultiplier: 2 },
      inputs: [[7, null, 3]],
      output: [6, null, 5],
      parameters: 71,
    },
    {
      fields: { filters: 5, depthMultiplier: 2, kernelNormalization: 'spectral' },
      inputs: [[7, 8, 3]],
      output: [5, 6, 5],
      parameters: 100,
    },
  ],
});
