import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { operationsEach } from './normalizationFields';

/** AlexNet's normalisation over neighbouring channels. */
export const localResponseNormalization = defineLayer({
  id: 'localResponseNormalization',
  title: 'Local response normalisation',
  family: 'normalization',
  summary: 'Damps every number by the energy of the channels beside it.',
  source:
    'Krizhevsky et al., ImageNet Classification with Deep Convolutional Neural Networks, 2012, §3.3',
  inputs: { x: { rank: 3, axes: ['height', 'width', 'channels'], dtype: 'float32' } },
  fields: {
    depthRadius: field.integer({
      label: 'Depth radius',
      help: 'Channels on each side that take part: 2 makes a window of 5.',
      default: 2,
      min: 0,
    }),
    bias: field.number({
      label: 'Bias k',
      help: 'Keeps the divisor above 0 where all channels are 0.',
      default: 2,
      min: 1e-6,
    }),
    alpha: field.number({
      label: 'α',
      help: 'As in the paper; Caffe and PyTorch divide it by the width of the window.',
      default: 0.0001,
      min: 0,
      step: 0.0001,
    }),
    beta: field.number({
      label: 'β',
      help: 'The power of the divisor: 0 damps nothing.',
      default: 0.75,
      min: 0,
    }),
  },
  messages: {},
  keeps: 'both',
  infer: (_fields, { x }) => x,
  // A square, a sum over the window, α, k, the power and the division.
  operations: ({ depthRadius }, _inputs, y) => operationsEach(2 * depthRadius + 6, y),
  layers: (fields) => [{ className: 'LocalResponseNormalization', config: { ...fields } }],
  formula: ({ depthRadius, bias, alpha, beta }) => [
    `y_c = x_c \\Big/ \\Big(${bias} + ${alpha} \\sum_{j=c-${depthRadius}}^{c+${depthRadius}} x_j^2\\Big)^{${beta}}`,
  ],
  telling: ({ depthRadius }) => `${2 * depthRadius + 1} channels`,
  examples: [
    { fields: {}, inputs: [[27, 27, 96]], output: [27, 27, 96], parameters: 0, macs: 0 },
    {
      fields: { depthRadius: 5, bias: 1, alpha: 1, beta: 0.5 },
      inputs: [[4, 4, 3]],
      output: [4, 4, 3],
      parameters: 0,
    },
  ],
});
