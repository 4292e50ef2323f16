import { batchScalar } from '../../../base/tensorType';
import { tapeOfInput } from '../../tape';
import { defineLoss, reductionField } from '../stepKind';
import { canCompareNumbers, comparisonMessages, comparisonPorts } from './comparison';

const title = 'Poisson';

/** The loss of outputs that are rates of counts. */
export const poisson = defineLoss({
  id: 'poisson',
  title,
  summary: 'For counts: the prediction is the rate at which they occur, above 0.',
  source: 'Keras documentation, Poisson',
  inputs: comparisonPorts,
  fields: { reduction: reductionField },
  messages: comparisonMessages,
  tape: tapeOfInput({ kept: 4, gradients: 4 }),
  infer: (_fields, compared, report) =>
    canCompareNumbers(title, compared, report) ? batchScalar : null,
  formula: ({ reduction }) => [
    `J = \\frac{1}{n}\\sum_{i=1}^{n} ${reduction === 'sum' ? '\\sum_k' : ''} \\hat{y}_i - t_i \\log \\hat{y}_i`,
  ],
  telling: ({ reduction }) => (reduction === 'sum' ? 'sum' : ''),
  examples: [
    { fields: {}, inputs: [[4], [4]], output: [], parameters: 0 },
    { fields: { reduction: 'sum' }, inputs: [[7, 2], [7, 2], [7]], output: [], parameters: 0 },
  ],
});
