import { batchScalar } from '../../../base/tensorType';
import { tapeOfInput } from '../../tape';
import { defineLoss } from '../stepKind';

/** A tensor as a loss. */
export const meanLoss = defineLoss({
  id: 'meanLoss',
  title: 'Mean as loss',
  summary:
    'Makes the mean of a tensor smaller, or larger with the weight −1: any formula as a loss.',
  source: 'Olah, Mordvintsev & Schubert, Feature Visualization, 2017',
  inputs: { x: { per: 'either', help: 'What is made small, or large: an activation, a formula.' } },
  fields: {},
  messages: {},
  tape: tapeOfInput({ gradients: 2 }),
  infer: () => batchScalar,
  formula: () => ['J = \\frac{1}{n}\\sum_{i=1}^{n} x_i'],
  telling: () => '',
  examples: [
    { fields: {}, inputs: [[7, 7, 2]], output: [], parameters: 0 },
    {
      fields: { weight: -1 },
      inputs: [{ shape: [], dtype: 'float32', per: 'batch' }],
      output: [],
      parameters: 0,
    },
  ],
});
