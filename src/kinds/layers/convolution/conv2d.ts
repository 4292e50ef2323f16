import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { windowFields } from '../windowFields';
import { convolutionRules } from './convolution';
import {
  aboutDilation,
  aboutStrides,
  filterFields,
  filtersField,
  groupsField,
} from './convolutionFields';

/** Two-dimensional convolution. */
export const conv2d = defineLayer({
  id: 'conv2d',
  title: 'Conv 2D',
  family: 'convolution',
  summary: 'Slides learned filters over an image; one output channel per filter.',
  source: 'Goodfellow et al., Deep Learning, §9',
  inputs: { x: { rank: 3, axes: ['height', 'width', 'channels'], dtype: 'float32' } },
  fields: {
    filters: filtersField,
    kernelSize: field.pair({ label: 'Kernel', help: 'Height and width.', default: [3, 3], min: 1 }),
    strides: field.pair({ ...aboutStrides, default: [1, 1] }),
    ...windowFields(2),
    dilationRate: field.pair({ ...aboutDilation, default: [1, 1] }),
    groups: groupsField,
    ...filterFields,
  },
  ...convolutionRules,
  examples: [
    {
      fields: { filters: 10, kernelSize: [5, 5], padding: 2 },
      inputs: [[32, 32, 3]],
      output: [32, 32, 10],
      parameters: 760,
      macs: 768000,
    },
    {
      fields: { filters: 96, kernelSize: [11, 11], strides: [4, 4] },
      inputs: [[227, 227, 3]],
      output: [55, 55, 96],
      parameters: 34944,
      macs: 105415200,
    },
    {
      fields: { filters: 1, kernelSize: [3, 3], strides: [3, 3], rounding: 'ceil' },
      inputs: [[7, 7, 1]],
      output: [3, 3, 1],
      parameters: 10,
    },
    {
      fields: { filters: 8, kernelSize: [3, 3], groups: 2, padding: 'same', dilationRate: [2, 2] },
      inputs: [[null, 9, 4]],
      output: [null, 9, 8],
      parameters: 152,
    },
    {
      fields: {
        filters: 8,
        kernelInitializer: 'randomNormal',
        startingSpread: 1,
        kernelNormalization: 'equalized',
      },
      inputs: [[6, 6, 4]],
      output: [4, 4, 8],
      parameters: 296,
    },
  ],
});
