import { batchScalar } from '../../../base/tensorType';
import { field } from '../../field';
import { tapeOfInput } from '../../tape';
import { defineLoss, reductionField } from '../stepKind';
import { canCompareNumbers, comparisonMessages, comparisonPorts } from './comparison';

const title = 'Huber';

/** Squared near the target, linear far from it. */
export const huber = defineLoss({
  id: 'huber',
  title,
  summary:
    'Squared where the error is small and linear where it is large, so that outliers move little.',
  source: 'Huber, Robust Estimation of a Location Parameter, 1964',
  inputs: comparisonPorts,
  fields: {
    delta: field.number({
      label: 'Delta',
      help: 'The error from which on it is linear.',
      default: 1,
      min: 1e-6,
    }),
    reduction: reductionField,
  },
  messages: comparisonMessages,
  tape: tapeOfInput({ kept: 8, gradients: 8 }),
  infer: (_fields, compared, report) =>
    canCompareNumbers(title, compared, report) ? batchScalar : null,
  formula: ({ delta, reduction }) => [
    `J = \\frac{1}{n}\\sum_{i=1}^{n} ${reduction === 'sum' ? '\\sum_k' : ''} h(t_i - \\hat{y}_i)`,
    `h(e) = \\begin{cases} \\frac{1}{2} e^2 & |e| \\le ${delta} \\\\ ${delta}\\,(|e| - ${delta / 2}) & \\text{else} \\end{cases}`,
  ],
  telling: ({ delta, reduction }) =>
    [`δ ${delta}`, reduction === 'sum' ? 'sum' : ''].filter(Boolean).join(' · '),
  examples: [
    { fields: {}, inputs: [[4], [4]], output: [], parameters: 0 },
    {
      fields: { delta: 0.5, reduction: 'sum' },
      inputs: [[5, 2], [5, 2], [5]],
      output: [],
      parameters: 0,
    },
  ],
});
