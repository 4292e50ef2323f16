import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { aboutDilation, filterFields, filtersField, groupsField } from './convolutionFields';
import {
  aboutEnlargement,
  aboutOutputPadding,
  aboutTransposedPadding,
  transposedConvolutionRules,
} from './transposedConvolution';

/** One-dimensional transposed convolution. */
export const conv1dTranspose = defineLayer({
  id: 'conv1dTranspose',
  title: 'Conv 1D transpose',
  family: 'convolution',
  summary:
    'Lengthens a sequence with learned filters: every input step stamps a weighted kernel on the output.',
  source: 'Dumoulin & Visin, A Guide to Convolution Arithmetic for Deep Learning, §4',
  inputs: { x: { rank: 2, axes: ['length', 'channels'], dtype: 'float32' } },
  fields: {
    filters: filtersField,
    kernelSize: field.integer({ label: 'Kernel', help: 'Steps.', default: 3, min: 1 }),
    strides: field.integer({ ...aboutEnlargement, default: 2 }),
    padding: field.padding({ ...aboutTransposedPadding, axes: 1 }),
    outputPadding: field.integer({ ...aboutOutputPadding, default: 0 }),
    dilationRate: field.integer({ ...aboutDilation, default: 1 }),
    groups: groupsField,
    ...filterFields,
  },
  ...transposedConvolutionRules,
  examples: [
    {
      fields: { filters: 128, kernelSize: 16, strides: 8, padding: 4 },
      inputs: [[50, 256]],
      output: [400, 128],
      parameters: 524416,
      macs: 26214400,
    },
    {
      fields: { filters: 2, kernelSize: 3, padding: [1, 0], outputPadding: 1, useBias: false },
      inputs: [[5, 3]],
      output: [11, 2],
      parameters: 18,
      macs: 90,
    },
    {
      fields: { filters: 4, kernelSize: 2, dilationRate: 3, strides: 2 },
      inputs: [[null, 1]],
      output: [null, 4],
      parameters: 12,
    },
  ],
});
