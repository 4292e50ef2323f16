import { defineLayer } from '../../layerKind';
import {
  inferPooling,
  poolingFields,
  poolingFormula,
  poolingLayer,
  poolingMessages,
  tellingPooling,
} from './poolingFields';

/** Keeps the largest number of each window. */
export const maxPooling2d = defineLayer({
  id: 'maxPooling2d',
  title: 'Max pooling 2D',
  family: 'pooling',
  summary: 'Keeps the largest number of each window, channel by channel. Padding never wins.',
  source: 'Goodfellow et al., Deep Learning, §9.3',
  inputs: { x: { rank: 3, axes: ['height', 'width', 'channels'], dtype: 'float32' } },
  fields: poolingFields,
  messages: poolingMessages,
  keeps: 'both',
  infer: (fields, { x }, report) => inferPooling(fields, x, report),
  layers: (fields, { x }) => [
    poolingLayer(fields, x, 'MaxPooling2D', ({ axes }) => ({
      className: 'PaddedMaxPooling2D',
      config: {
        poolSize: fields.poolSize,
        strides: fields.strides,
        padding: axes.flat(),
      },
    })),
  ],
  formula: (fields, { x }) => [
    'y_{i,j} = \\max_{a,b}\\, x_{iS+a,\\, jS+b}',
    ...poolingFormula(fields, x),
  ],
  telling: tellingPooling,
  examples: [
    { fields: {}, inputs: [[4, 4, 1]], output: [2, 2, 1], parameters: 0, macs: 0 },
    {
      fields: { poolSize: [3, 3], strides: [2, 2] },
      inputs: [[55, 55, 96]],
      output: [27, 27, 96],
      parameters: 0,
    },
    {
      fields: { poolSize: [3, 3], strides: [2, 2], rounding: 'ceil' },
      inputs: [[112, 112, 64]],
      output: [56, 56, 64],
      parameters: 0,
    },
    {
      fields: { poolSize: [3, 3], strides: [2, 2], padding: 1 },
      inputs: [[112, 112, 64]],
      output: [56, 56, 64],
      parameters: 0,
    },
  ],
});
