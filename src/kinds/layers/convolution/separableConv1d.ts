import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { causalWindowFields } from '../windowFields';
import {
  aboutDilation,
  aboutStrides,
  depthMultiplierField,
  filtersField,
} from './convolutionFields';
import { separableConvolutionRules, separableKernelFields } from './separableConvolution';

/** Depthwise convolution of a sequence, then a convolution of 1. */
export const separableConv1d = defineLayer({
  id: 'separableConv1d',
  title: 'Separable conv 1D',
  family: 'convolution',
  summary:
    'Filters each channel of a sequence by itself, then mixes the channels at every step: a convolution with far fewer weights.',
  source: 'Kaiser et al., Depthwise Separable Convolutions for Neural Machine Translation, 2017',
  inputs: { x: { rank: 2, axes: ['length', 'channels'], dtype: 'float32' } },
  fields: {
    filters: filtersField,
    kernelSize: field.integer({ label: 'Kernel', help: 'Steps.', default: 3, min: 1 }),
    strides: field.integer({ ...aboutStrides, default: 1 }),
    ...causalWindowFields,
    depthMultiplier: depthMultiplierField,
    dilationRate: field.integer({ ...aboutDilation, default: 1 }),
    ...separableKernelFields,
  },
  ...separableConvolutionRules,
  examples: [
    {
      fields: { filters: 64, kernelSize: 5, padding: 'causal' },
      inputs: [[50, 32]],
      output: [50, 64],
      parameters: 2272,
      macs: 110400,
    },
    {
      fields: { filters: 4, kernelSize: 3, strides: 2, padding: 1, depthMultiplier: 2 },
      inputs: [[8, 3]],
      output: [4, 4],
      parameters: 46,
      macs: 168,
    },
    {
      fields: { filters: 2, dilationRate: 3, useBias: false },
      inputs: [[null, 5]],
      output: [null, 2],
      parameters: 25,
    },
  ],
});
