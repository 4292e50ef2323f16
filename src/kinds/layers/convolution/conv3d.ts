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

/** Three-dimensional convolution. */
export const conv3d = defineLayer({
  id: 'conv3d',
  title: 'Conv 3D',
  family: 'convolution',
  summary: 'Slides learned filters over a volume or a film; one output channel per filter.',
  source: 'Tran et al., Learning Spatiotemporal Features with 3D Convolutional Networks, 2015',
  inputs: { x: { rank: 4, axes: ['depth', 'height', 'width', 'channels'], dtype: 'float32' } },
  fields: {
    filters: filtersField,
    kernelSize: field.triple({
      label: 'Kernel',
      help: 'Depth, height and width.',
      default: [3, 3, 3],
      min: 1,
    }),
    strides: field.triple({ ...aboutStrides, default: [1, 1, 1] }),
    ...windowFields(3),
    dilationRate: field.triple({ ...aboutDilation, default: [1, 1, 1] }),
    groups: groupsField,
    ...filterFields,
  },
  ...convolutionRules,
  examples: [
    {
      fields: { filters: 64, padding: 'same', activation: 'relu' },
      inputs: [[16, 112, 112, 3]],
      output: [16, 112, 112, 64],
      parameters: 5248,
      macs: 1040449536,
    },
    {
      fields: {
        filters: 4,
        kernelSize: [3, 2, 2],
        strides: [1, 2, 2],
        padding: [1, 1, 0, 0, 0, 1],
      },
      inputs: [[5, 7, 7, 2]],
      output: [5, 3, 4, 4],
      parameters: 100,
      macs: 5760,
    },
    {
      fields: { filters: 6, kernelSize: [2, 2, 2], dilationRate: [1, 2, 2], groups: 3 },
      inputs: [[null, 8, 8, 3]],
      output: [null, 6, 6, 6],
      parameters: 54,
    },
  ],
});
