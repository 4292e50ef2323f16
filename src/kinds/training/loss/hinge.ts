import { batchScalar } from '../../../base/tensorType';
import { tapeOfInput } from '../../tape';
import { defineLoss, reductionField } from '../stepKind';
import { canCompareNumbers, comparisonMessages, comparisonPorts } from './comparison';

const title = 'Hinge';

/** The loss of a support vector machine. */
export const hinge = defineLoss({
  id: 'hinge',
  title,
  summary: 'Asks for a margin of 1 on the right side; classes are −1 and 1.',
  source: 'Cortes & Vapnik, Support-Vector Networks, 1995',
  inputs: comparisonPorts,
  fields: { reduction: reductionField },
  messages: comparisonMessages,
  tape: tapeOfInput({ kept: 6, gradients: 3.5 }),
  infer: (_fields, compared, report) =>
    canCompareNumbers(title, compared, report) ? batchScalar : null,
  formula: ({ reduction }) => [
    `J = \\frac{1}{n}\\sum_{i=1}^{n} ${reduction === 'sum' ? '\\sum_k' : ''} \\max(0, 1 - t_i \\hat{y}_i)`,
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
