import { tapeOfInput } from '../../tape';
import { defineMath } from '../stepKind';

/** The mean of all examples. */
export const batchMean = defineMath({
  id: 'batchMean',
  title: 'Batch mean',
  summary: 'The mean of all examples of the batch, number by number: one tensor for all of them.',
  source: 'NumPy documentation, numpy.mean',
  inputs: { x: {} },
  fields: {},
  messages: {},
  tape: tapeOfInput({ gradients: 2 }),
  infer: (_fields, { x }) => ({ shape: x.shape, dtype: 'float32', per: 'batch' }),
  formula: () => ['y = \\frac{1}{n}\\sum_{i=1}^{n} x_i'],
  telling: () => '',
  examples: [
    { fields: {}, inputs: [[]], output: [], parameters: 0 },
    { fields: {}, inputs: [[4, 3]], output: [4, 3], parameters: 0 },
  ],
});
