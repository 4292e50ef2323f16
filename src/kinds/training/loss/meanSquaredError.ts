import { batchScalar } from '../../../base/tensorType';
import { tapeOfInput } from '../../tape';
import { defineLoss, reductionField } from '../stepKind';
import { canCompareEither, eitherMessages, eitherPorts } from './comparison';

const title = 'Mean squared error';

/** The mean of squared differences. */
export const meanSquaredError = defineLoss({
  id: 'meanSquaredError',
  title,
  summary: 'The mean of the squared differences; two classes on one output are −1 and 1.',
  source: 'Goodfellow et al., Deep Learning, §5.1.4',
  inputs: eitherPorts,
  fields: { reduction: reductionField },
  messages: eitherMessages,
  tape: tapeOfInput({ kept: 2, gradients: 2 }),
  infer: ({ reduction }, compared, report) =>
    canCompareEither(title, compared, reduction, report) ? batchScalar : null,
  formula: ({ reduction }) => [
    `J = \\frac{1}{n}\\sum_{i=1}^{n} ${reduction === 'sum' ? '\\sum_k' : ''} (t_i - \\hat{y}_i)^2`,
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
    {
      fields: {},
      inputs: [
        { shape: [6], dtype: 'float32', per: 'batch' },
        { shape: [6], dtype: 'float32', per: 'batch' },
      ],
      output: [],
      parameters: 0,
    },
  ],
});
