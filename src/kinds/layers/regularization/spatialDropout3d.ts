import { defineLayer } from '../../layerKind';
import { dropoutFormula, noOperations, rateField } from './dropoutFields';

/** Zeroes random channels of a volume while training. */
export const spatialDropout3d = defineLayer({
  id: 'spatialDropout3d',
  title: 'Spatial dropout 3D',
  family: 'regularization',
  summary:
    'While training, sets a random share of the channels of each volume to 0 and scales up the rest; neighbours tell too much of each other for single numbers to be missed.',
  source: 'Tompson et al., Efficient Object Localization Using Convolutional Networks, 2015',
  inputs: { x: { rank: 4, axes: ['depth', 'height', 'width', 'channels'], dtype: 'float32' } },
  fields: { rate: rateField('The share of channels set to 0.') },
  messages: {},
  keeps: 'inputs',
  infer: (_fields, { x }) => x,
  operations: noOperations,
  layers: ({ rate }) => [{ className: 'SpatialDropout3D', config: { rate } }],
  formula: ({ rate }, { x }) => [
    `${dropoutFormula(rate, 'h,i,j,c')}, \\quad \\text{alike in each of } ${x.shape.at(-1) ?? 'C'} \\text{ channels}`,
  ],
  telling: ({ rate }) => String(rate),
  examples: [
    { fields: {}, inputs: [[8, 8, 8, 16]], output: [8, 8, 8, 16], parameters: 0, macs: 0 },
    { fields: { rate: 0.1 }, inputs: [[null, 5, 7, 3]], output: [null, 5, 7, 3], parameters: 0 },
  ],
});
