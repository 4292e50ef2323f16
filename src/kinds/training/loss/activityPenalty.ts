import { batchScalar } from '../../../base/tensorType';
import { tapeOfInput } from '../../tape';
import { defineLoss, reductionField } from '../stepKind';
import { normField, normLabel } from './normField';

/** What keeps outputs small. */
export const activityPenalty = defineLoss({
  id: 'activityPenalty',
  title: 'Activity penalty',
  summary: 'Keeps the numbers of a tensor small: a code, activations, a difference.',
  source: 'Keras documentation, activity_regularizer; Goodfellow et al., Deep Learning, §7.10',
  inputs: { x: { dtype: 'float32', help: 'What is kept small.' } },
  fields: { norm: normField('l1'), reduction: reductionField },
  messages: {},
  tape: tapeOfInput({ kept: 1, gradients: 2.5 }),
  infer: () => batchScalar,
  formula: ({ norm, reduction }) => [
    `J = \\frac{1}{n}\\sum_{i=1}^{n} ${reduction === 'sum' ? '\\sum_k' : '\\frac{1}{d}\\sum_{k=1}^{d}'} ${norm === 'l1' ? '|x_{i,k}|' : 'x_{i,k}^2'}`,
  ],
  telling: ({ norm, reduction }) =>
    [normLabel(norm), reduction === 'sum' ? 'sum' : ''].filter(Boolean).join(' · '),
  examples: [
    { fields: {}, inputs: [[6]], output: [], parameters: 0 },
    { fields: { norm: 'l2', reduction: 'sum' }, inputs: [[3, 3, 4]], output: [], parameters: 0 },
  ],
});
