import { defineLayer } from '../../layerKind';
import { dropoutFormula, noOperations, rateField } from './dropoutFields';

/** Zeroes random channels of an image while training. */
export const spatialDropout2d = defineLayer({
  id: 'spatialDropout2d',
  title: 'Spatial dropout 2D',
  family: 'regularization',
  summary:
    'While training, sets a random share of the channels of each image to 0 and scales up the rest; neighbours tell too much of each other for single numbers to be missed.',
  source: 'Tompson et al., Efficient Object Localization Using Convolutional Networks, 2015',
  inputs: { x: { rank: 3, axes: ['height', 'width', 'channels'], dtype: 'float32' } },
  fields: { rate: rateField('The share of channels set to 0.') },
  messages: {},
  keeps: 'inputs',
  infer: (_fields, { x }) => x,
  operations: noOperations,
  layers: ({ rate }) => [{ className: 'SpatialDropout2D', config: { rate } }],
  formula: ({ rate }, { x }) => [
    `${dropoutFormula(rate, 'i,j,c')}, \\quad \\text{alike in each of } ${x.shape.at(-1) ?? 'C'} \\text{ channels}`,
  ],
  telling: ({ rate }) => String(rate),
  examples: [
    { fields: {}, inputs: [[14, 14, 64]], output: [14, 14, 64], parameters: 0, macs: 0 },
    { fields: { rate: 0.1 }, inputs: [[7, null, 3]], output: [7, null, 3], parameters: 0 },
  ],
});
