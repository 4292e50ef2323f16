import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { filterFields, filtersField, groupsField } from './convolutionFields';
import {
  aboutEnlargement,
  aboutOutputPadding,
  aboutTransposedPadding,
  transposedConvolutionRules,
} from './transposedConvolution';

/** Three-dimensional transposed convolution. */
export const conv3dTranspose = defineLayer({
  id: 'conv3dTranspose',
  title: 'Conv 3D transpose',
  family: 'convolution',
  summary:
    'Enlarges a volume or a film with learned filters: every input voxel stamps a weighted kernel on the output.',
  source: 'Çiçek et al., 3D U-Net: Learning Dense Volumetric Segmentation, 2016',
  inputs: { x: { rank: 4, axes: ['depth', 'height', 'width', 'channels'], dtype: 'float32' } },
  fields: {
    filters: filtersField,
    kernelSize: field.triple({
      label: 'Kernel',
      help: 'Depth, height and width.',
      default: [3, 3, 3],
      min: 1,
    }),
    strides: field.triple({ ...aboutEnlargement, default: [2, 2, 2] }),
    padding: field.padding({ ...aboutTransposedPadding, axes: 3 }),
    outputPadding: field.triple({ ...aboutOutputPadding, default: [0, 0, 0] }),
    groups: groupsField,
    ...filterFields,
  },
  ...transposedConvolutionRules,
  examples: [
    {
      fields: { filters: 32, kernelSize: [2, 2, 2] },
      inputs: [[8, 8, 8, 64]],
      output: [16, 16, 16, 32],
      parameters: 16416,
      macs: 8388608,
    },
    {
      fields: { filters: 2, strides: [1, 2, 2], padding: 1, outputPadding: [0, 1, 0] },
      inputs: [[3, 4, 5, 3]],
      output: [3, 8, 9, 2],
      parameters: 164,
      macs: 9720,
    },
    {
      fields: { filters: 1, kernelSize: [1, 3, 3], strides: [1, 2, 2], padding: 'valid' },
      inputs: [[null, 4, 4, 2]],
      output: [null, 9, 9, 1],
      parameters: 19,
    },
  ],
});
