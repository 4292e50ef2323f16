import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { noOperations } from './dropoutFields';

/** Adds a penalty on what passes through it to the loss. */
export const activityRegularization = defineLayer({
  id: 'activityRegularization',
  title: 'Activity regularisation',
  family: 'regularization',
  summary:
    'Passes everything through and adds a penalty on its size to the loss of training; a penalty on absolute values makes a sparse autoencoder.',
  source: 'The layer ActivityRegularization of Keras; Goodfellow et al., Deep Learning, §7.10',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32' } },
  fields: {
    l1: field.number({
      label: 'L1',
      help: 'What the loss grows by for each 1 in the sum of absolute values of an example.',
      default: 0.001,
      min: 0,
      step: 0.0001,
    }),
    l2: field.number({
      label: 'L2',
      help: 'What the loss grows by for each 1 in the sum of squares of an example.',
      default: 0,
      min: 0,
      step: 0.0001,
    }),
  },
  messages: { noPenalty: 'Both L1 and L2 are 0, so nothing is penalised.' },
  view: true,
  keeps: 'inputs',
  infer({ l1, l2 }, { x }, report) {
    if (l1 === 0 && l2 === 0) {
      report.hint(
        'noPenalty',
        {},
        {
          field: 'l1',
          fixes: [{ title: 'L1 0.001', change: { type: 'setFields', values: { l1: 0.001 } } }],
        },
      );
    }
    return x;
  },
  operations: noOperations,
  layers: ({ l1, l2 }) => [{ className: 'ActivityRegularization', config: { l1, l2 } }],
  formula({ l1, l2 }) {
    const terms = [
      ...(l1 === 0 ? [] : [`${l1} \\sum_i |x_i|`]),
      ...(l2 === 0 ? [] : [`${l2} \\sum_i x_i^2`]),
    ];
    return ['y = x', `\\Omega = ${terms.length > 0 ? terms.join(' + ') : '0'}`];
  },
  telling: ({ l1, l2 }) =>
    [...(l1 === 0 ? [] : [`L1 ${l1}`]), ...(l2 === 0 ? [] : [`L2 ${l2}`])].join(' · '),
  examples: [
    { fields: {}, inputs: [[64]], output: [64], parameters: 0, macs: 0 },
    { fields: { l1: 0, l2: 0.01 }, inputs: [[null, 7, 3]], output: [null, 7, 3], parameters: 0 },
  ],
});
