import { defineLayer } from '../../layerKind';
import { dropoutFormula, noOperations, rateField } from './dropoutFields';

/** Zeroes random channels of a sequence while training. */
export const spatialDropout1d = defineLayer({
  id: 'spatialDropout1d',
  title: 'Spatial dropout 1D',
  family: 'regularization',
  summary:
    'While training, sets a random share of the channels of each sequence to 0 and scales up the rest; neighbours tell too much of each other for single numbers to be missed.',
  source: 'Tompson et al., Efficient Object Localization Using Convolutional Networks, 2015',
  inputs: { x: { rank: 2, axes: ['time', 'channels'], dtype: 'float32' } },
  fields: { rate: rateField('The share of channels set to 0.') },
  messages: {},
  keeps: 'inputs',
  infer: (_fields, { x }) => x,
  operations: noOperations,
  layers: ({ rate }) => [{ className: 'SpatialDropout1D', config: { rate } }],
  formula: ({ rate }, { x }) => [
    `${dropoutFormula(rate, 't,c')}, \\quad \\text{alike in each of } ${x.shape.at(-1) ?? 'C'} \\text{ channels}`,
  ],
  telling: ({ rate }) => String(rate),
  examples: [
    { fields: {}, inputs: [[80, 64]], output: [80, 64], parameters: 0, macs: 0 },
    { fields: { rate: 0.1 }, inputs: [[null, 7]], output: [null, 7], parameters: 0 },
  ],
});
