import { batchScalar } from '../../../base/tensorType';
import { tapeOfInput } from '../../tape';
import { defineLoss } from '../stepKind';
import { canCompareClasses, comparisonMessages, comparisonPorts } from './comparison';

const title = 'KL divergence';

/** How far one distribution over classes is from another. */
export const klDivergence = defineLoss({
  id: 'klDivergence',
  title,
  summary:
    'How far predicted shares are from wanted ones, both after softmax; 0 when they are equal.',
  source: 'Goodfellow et al., Deep Learning, §3.13',
  inputs: comparisonPorts,
  fields: {},
  messages: comparisonMessages,
  expects: () => ['softmax'],
  tape: tapeOfInput({ kept: 6.5, gradients: 7.5 }),
  infer: (_fields, compared, report) =>
    canCompareClasses(title, compared, report) ? batchScalar : null,
  formula: () => [
    'J = \\frac{1}{n}\\sum_{i=1}^{n}\\sum_{k} t_{i,k} \\log \\frac{t_{i,k}}{\\hat{y}_{i,k}}',
  ],
  telling: () => '',
  examples: [
    { fields: {}, inputs: [[10], [10]], output: [], parameters: 0 },
    { fields: {}, inputs: [[6, 4], [6, 4], [6]], output: [], parameters: 0 },
  ],
});
