import { batchScalar } from '../../../base/tensorType';
import { tapeOfInput } from '../../tape';
import { equalMessages, haveEqualShapes } from '../math/equalShapes';
import { defineLoss, reductionField } from '../stepKind';

const title = 'Gaussian KL';

/** What keeps the code of a variational autoencoder near a standard normal distribution. */
export const gaussianKl = defineLoss({
  id: 'gaussianKl',
  title,
  summary:
    'How far normal distributions are from the standard one: what a variational autoencoder pays for its code.',
  source: 'Kingma & Welling, Auto-Encoding Variational Bayes, 2014, appendix B',
  inputs: {
    mean: { dtype: 'float32', help: 'The means.' },
    logVariance: { dtype: 'float32', help: 'The logarithms of the variances.' },
  },
  fields: { reduction: { ...reductionField, default: 'sum' } },
  messages: equalMessages,
  tape: tapeOfInput({ kept: 6, gradients: 3.5 }),
  infer: (_fields, { mean, logVariance }, report) =>
    haveEqualShapes(title, { mean, logVariance }, report) ? batchScalar : null,
  formula: ({ reduction }) => [
    `J = \\frac{1}{2n}\\sum_{i=1}^{n} ${reduction === 'sum' ? '\\sum_k' : '\\frac{1}{d}\\sum_{k=1}^{d}'} \\mu_{i,k}^2 + \\sigma_{i,k}^2 - 1 - \\log \\sigma_{i,k}^2`,
  ],
  telling: ({ reduction }) => (reduction === 'mean' ? 'mean' : ''),
  examples: [
    { fields: {}, inputs: [[2], [2]], output: [], parameters: 0 },
    {
      fields: { reduction: 'mean' },
      inputs: [
        [4, 4, 3],
        [4, 4, 3],
      ],
      output: [],
      parameters: 0,
    },
  ],
});
