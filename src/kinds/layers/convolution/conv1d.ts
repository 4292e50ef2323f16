import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { causalWindowFields } from '../windowFields';
import { convolutionRules } from './convolution';
import {
  aboutDilation,
  aboutStrides,
  filterFields,
  filtersField,
  groupsField,
} from './convolutionFields';

/** One-dimensional convolution. */
export const conv1d = defineLayer({
  id: 'conv1d',
  title: 'Conv 1D',
  family: 'convolution',
  summary:
    'Slides learned filters along a sequence; one output channel per filter. Padded causally, no place sees what comes after it.',
  source: 'van den Oord et al., WaveNet: A Generative Model for Raw Audio, 2016, §2.1',
  inputs: { x: { rank: 2, axes: ['length', 'channels'], dtype: 'float32' } },
  fields: {
    filters: filtersField,
    kernelSize: field.integer({ label: 'Kernel', help: 'Steps.', default: 3, min: 1 }),
    strides: field.integer({ ...aboutStrides, default: 1 }),
    ...causalWindowFields,
    dilationRate: field.integer({ ...aboutDilation, default: 1 }),
    groups: groupsField,
    ...filterFields,
  },
  ...convolutionRules,
  examples: [
    {
      fields: { filters: 32, kernelSize: 2, dilationRate: 4, padding: 'causal' },
      inputs: [[100, 16]],
      output: [100, 32],
      parameters: 1056,
      macs: 102400,
    },
    {
      fields: { filters: 250, kernelSize: 3 },
      inputs: [[400, 50]],
      output: [398, 250],
      parameters: 37750,
      macs: 14925000,
    },
    {
      fields: { filters: 4, kernelSize: 3, strides: 2, padding: [0, 1], groups: 2, useBias: false },
      inputs: [[7, 6]],
      output: [3, 4],
      parameters: 36,
      macs: 108,
    },
    {
      fields: { filters: 8, kernelSize: 5, padding: 'same' },
      inputs: [[null, 3]],
      output: [null, 8],
      parameters: 128,
    },
  ],
});
