import { batchScalar } from '../../../base/tensorType';
import { tapeOfInput } from '../../tape';
import { defineLoss, reductionField } from '../stepKind';
import { canCompareEither, eitherMessages, eitherPorts } from './comparison';

const title = 'Mean absolute error';

/** The mean of absolute differences. */
export const meanAbsoluteError = defineLoss({
  id: 'meanAbsoluteError',
  title,
  summary: 'The mean of the absolute differences; less moved by outliers than the squared error.',
  source: 'Keras documentation, MeanAbsoluteError',
  inputs: eitherPorts,
  fields: { reduction: reductionField },
  messages: eitherMessages,
  tape: tapeOfInput({ kept: 2, gradients: 2 }),
  infer: ({ reduction }, compared, report) =>
    canCompareEither(title, compared, reduction, report) ? batchScalar : null,
  formula: ({ reduction }) => [
    `J = \\frac{1}{n}\\sum_{i=1}^{n} ${reduction === 'sum' ? '\\sum_k' : ''} |t_i - \\hat{y}_i|`,
  ],
  telling: ({ reduction }) => (reduction === 'sum' ? 'sum' : ''),
  examples: [
    { fields: {}, inputs: [[4], [4]], output: [], parameters: 0 },
    {
      fields: { reduction: 'sum' },
      inputs: [[1], { shape: [], dtype: 'int32', content: 'class', classCount: 2 }],
      output: [],
      parameters: 0,
    },
  ],
});
