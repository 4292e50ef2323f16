import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { spatialPort } from '../pooling/poolingFields';
import { tellingSizes } from '../window';
import { copyingReach, enlarged, enlargementFormula } from './enlargement';

/** A longer sequence by repeating steps. */
export const upSampling1d = defineLayer({
  id: 'upSampling1d',
  title: 'Up-sampling 1D',
  family: 'resampling',
  summary: 'Makes a sequence longer, repeating every step.',
  source: 'Keras documentation, UpSampling1D',
  inputs: { x: spatialPort(1) },
  fields: {
    size: field.integer({
      label: 'Factor',
      help: 'How often every step is repeated.',
      default: 2,
      min: 1,
    }),
  },
  messages: {},
  keeps: 'inputs',
  infer: ({ size }, { x }) => enlarged(x, [size]),
  operations: () => 0,
  reach: ({ size }) => copyingReach([size]),
  layers: ({ size }) => [{ className: 'UpSampling1D', config: { size } }],
  formula: ({ size }, { x }, y) => enlargementFormula([size], x, y),
  telling: ({ size }) => `×${tellingSizes([size])}`,
  examples: [
    { fields: {}, inputs: [[25, 8]], output: [50, 8], parameters: 0, macs: 0 },
    { fields: { size: 3 }, inputs: [[null, 5]], output: [null, 5], parameters: 0 },
  ],
});
