import { defineLayer } from '../../layerKind';
import { tapeOfOutput } from '../../tape';
import { axisField, axisMessages, findAxis, placeOfAxis, writtenAxis } from '../axis';
import { softmaxOperations } from './softmax';

/** The logarithms of probabilities over one axis. */
export const logSoftmax = defineLayer({
  id: 'logSoftmax',
  title: 'Log-softmax',
  family: 'activation',
  summary: 'The logarithm of the softmax along an axis, exact where a probability is nearly 0.',
  source: 'Goodfellow et al., Deep Learning, §6.2.2.3; PyTorch documentation, LogSoftmax',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32' } },
  fields: { axis: axisField(-1, 'The axis whose probabilities sum to 1.') },
  messages: axisMessages,
  keeps: 'both',
  tape: tapeOfOutput({ kept: 1.4, gradients: 4.4, workspace: 1 }),
  infer: ({ axis }, { x }, report) => (findAxis(axis, x.shape, report) === null ? null : x),
  operations: (_fields, _inputs, y) => softmaxOperations(y),
  reach: ({ axis }, { x }) =>
    placeOfAxis(axis, x.shape.length) === x.shape.length - 1 ? 'same' : 'everything',
  layers: ({ axis }, { x }) => [
    {
      className: 'LogSoftmax',
      config: { axis: (placeOfAxis(axis, x.shape.length) ?? 0) + 1 },
    },
  ],
  formula: ({ axis }, { x }) => [
    `g(z)_i = z_i - \\ln \\sum_{j=1}^{${writtenAxis(x.shape[placeOfAxis(axis, x.shape.length) ?? 0])}} e^{z_j}`,
  ],
  telling: ({ axis }) => (axis === -1 ? '' : `axis ${axis}`),
  examples: [
    { fields: {}, inputs: [[10]], output: [10], parameters: 0, macs: 0 },
    { fields: { axis: -2 }, inputs: [[5, null, 3]], output: [5, null, 3], parameters: 0 },
  ],
});
