import { batchScalar } from '../../../base/tensorType';
import { defineMetric } from '../stepKind';

/** The mean of a tensor, to be followed. */
export const meanValue = defineMetric({
  id: 'meanValue',
  title: 'Mean value',
  summary: 'The mean of all numbers of a tensor as a curve: a reward, a score, a distance.',
  source: 'NumPy documentation, numpy.mean',
  inputs: { x: { per: 'either' } },
  fields: {},
  messages: {},
  infer: () => batchScalar,
  formula: () => ['m = \\frac{1}{n}\\sum_{i=1}^{n} x_i'],
  telling: () => '',
  examples: [
    { fields: {}, inputs: [[4, 3]], output: [], parameters: 0 },
    { fields: {}, inputs: [{ shape: [], dtype: 'bool' }], output: [], parameters: 0 },
  ],
});
