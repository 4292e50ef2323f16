import { defineLayer } from '../../layerKind';
import {
  inferPooling,
  poolingFields,
  poolingFormula,
  poolingLayer,
  poolingMessages,
  tellingPooling,
} from './poolingFields';

/** Averages each window. */
export const averagePooling2d = defineLayer({
  id: 'averagePooling2d',
  title: 'Average pooling 2D',
  family: 'pooling',
  summary:
    'Averages each window, channel by channel. Padding by number counts as zeros, padding "same" does not count.',
  source: 'LeCun et al., Gradient-Based Learning Applied to Document Recognition, 1998',
  inputs: { x: { rank: 3, axes: ['height', 'width', 'channels'], dtype: 'float32' } },
  fields: poolingFields,
  messages: poolingMessages,
  keeps: 'inputs',
  infer: (fields, { x }, report) => inferPooling(fields, x, report),
  layers: (fields, { x }) => [
    poolingLayer(fields, x, 'AveragePooling2D', ({ sides, overhang }) => ({
      className: 'PaddedAveragePooling2D',
      config: { poolSize: fields.poolSize, strides: fields.strides, padding: sides, overhang },
    })),
  ],
  formula: (fields, { x }) => {
    const [height, width] = fields.poolSize;
    return [
      `y_{i,j} = \\frac{1}{${height} \\cdot ${width}} \\sum_{a,b} x_{iS+a,\\, jS+b}`,
      ...poolingFormula(fields, x),
    ];
  },
  telling: tellingPooling,
  examples: [
    { fields: {}, inputs: [[28, 28, 6]], output: [14, 14, 6], parameters: 0, macs: 0 },
    {
      fields: { poolSize: [3, 3], strides: [1, 1], padding: 'same' },
      inputs: [[17, 17, 8]],
      output: [17, 17, 8],
      parameters: 0,
    },
    {
      fields: { poolSize: [3, 3], strides: [2, 2], padding: 1, rounding: 'ceil' },
      inputs: [[8, 8, 4]],
      output: [5, 5, 4],
      parameters: 0,
    },
  ],
});
