import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { aboutDilation, filterFields, filtersField, groupsField } from './convolutionFields';
import {
  aboutEnlargement,
  aboutOutputPadding,
  aboutTransposedPadding,
  transposedConvolutionRules,
} from './transposedConvolution';

/** Two-dimensional transposed convolution. */
export const conv2dTranspose = defineLayer({
  id: 'conv2dTranspose',
  title: 'Conv 2D transpose',
  family: 'convolution',
  summary:
    'Enlarges an image with learned filters: every input pixel stamps a weighted kernel on the output. Also called fractionally strided convolution.',
  source: 'Dumoulin & Visin, A Guide to Convolution Arithmetic for Deep Learning, §4',
  inputs: { x: { rank: 3, axes: ['height', 'width', 'channels'], dtype: 'float32' } },
  fields: {
    filters: filtersField,
    kernelSize: field.pair({ label: 'Kernel', help: 'Height and width.', default: [3, 3], min: 1 }),
    strides: field.pair({ ...aboutEnlargement, default: [2, 2] }),
    padding: field.padding({ ...aboutTransposedPadding, axes: 2 }),
    outputPadding: field.pair({ ...aboutOutputPadding, default: [0, 0] }),
    dilationRate: field.pair({ ...aboutDilation, default: [1, 1] }),
    groups: groupsField,
    ...filterFields,
  },
  ...transposedConvolutionRules,
  examples: [
    {
      fields: { filters: 64, kernelSize: [5, 5] },
      inputs: [[7, 7, 128]],
      output: [14, 14, 64],
      parameters: 204864,
      macs: 10035200,
    },
    {
      fields: { filters: 1, kernelSize: [3, 3], padding: 'valid', useBias: false },
      inputs: [[4, 4, 2]],
      output: [9, 9, 1],
      parameters: 18,
      macs: 288,
    },
    {
      fields: { filters: 64, kernelSize: [3, 3], padding: 1, outputPadding: [1, 1] },
      inputs: [[64, 64, 128]],
      output: [128, 128, 64],
      parameters: 73792,
      macs: 301989888,
    },
    {
      fields: { filters: 2, kernelSize: [3, 2], dilationRate: [1, 3], padding: [0, 1, 1, 1] },
      inputs: [[5, null, 3]],
      output: [10, null, 2],
      parameters: 38,
    },
    {
      fields: { filters: 6, kernelSize: [4, 4], padding: 1, groups: 2 },
      inputs: [[5, 7, 8]],
      output: [10, 14, 6],
      parameters: 390,
      macs: 13440,
    },
  ],
});
