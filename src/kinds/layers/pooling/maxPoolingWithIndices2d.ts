import { elementCount } from '../../../base/tensorType';
import { defineLayer } from '../../layerKind';
import { windowReach } from '../window';
import {
  inferPooling,
  kerasPadding,
  poolingFields,
  poolingFormula,
  poolingMessages,
  poolingWindow,
  spatialPort,
  tellingPooling,
} from './poolingFields';

/** Max pooling that also tells where in its window each number was found. */
export const maxPoolingWithIndices2d = defineLayer({
  id: 'maxPoolingWithIndices2d',
  title: 'Max pooling 2D with indices',
  family: 'pooling',
  summary:
    'Keeps the largest number of each window, and tells which place of the window it had: 0, 1, 2 … row by row, the first of equals.',
  source: 'Badrinarayanan et al., SegNet, 2015, §3.1',
  inputs: { x: spatialPort(2) },
  outputs: ['y', 'indices'],
  fields: poolingFields[2],
  messages: poolingMessages,
  keeps: 'both',
  infer(fields, { x }, report) {
    const y = inferPooling(fields, x, report);
    return y && { y, indices: { shape: y.shape, dtype: 'int32' } };
  },
  operations({ poolSize: [height, width] }, _inputs, y) {
    const elements = elementCount(y.shape);
    // The comparisons that find the largest number find its place, too.
    return elements === null ? null : elements * (height * width - 1);
  },
  reach: (fields, { x }) => windowReach(poolingWindow(fields), x.shape.slice(0, 2)),
  layers: (fields) => [
    {
      className: 'MaxPoolingWithIndices2D',
      config: {
        poolSize: fields.poolSize,
        strides: fields.strides,
        padding: kerasPadding(fields.padding),
        ceil: fields.rounding === 'ceil',
      },
    },
  ],
  formula: (fields, { x }) => [
    'y_{i,j} = \\max_{a,b}\\, x_{iS+a,\\, jS+b}',
    `(a^*, b^*) = \\argmax_{a,b}\\, x_{iS+a,\\, jS+b}, \\quad \\text{index}_{i,j} = ${fields.poolSize[1]}\\, a^* + b^*`,
    ...poolingFormula(fields, x),
  ],
  telling: tellingPooling,
  examples: [
    { fields: {}, inputs: [[360, 480, 64]], output: [180, 240, 64], parameters: 0, macs: 0 },
    { fields: {}, inputs: [[45, 60, 512]], output: [22, 30, 512], parameters: 0 },
    {
      fields: { poolSize: [3, 2], strides: [2, 2], padding: 1, rounding: 'ceil' },
      inputs: [[8, 5, 2]],
      output: [5, 3, 2],
      parameters: 0,
    },
  ],
});
