import { batchScalar } from '../../../base/tensorType';
import { field } from '../../field';
import { tapeOfInput } from '../../tape';
import { defineLoss, reductionField } from '../stepKind';
import { canCompareNumbers, comparisonMessages, comparisonPorts } from './comparison';

const title = 'Binary cross-entropy';

/** The loss of outputs that are probabilities each by itself. */
export const binaryCrossentropy = defineLoss({
  id: 'binaryCrossentropy',
  title,
  summary: 'Cross-entropy of every output by itself, each a probability from a sigmoid.',
  source: 'Goodfellow et al., Deep Learning, §6.2.2',
  inputs: comparisonPorts,
  fields: {
    fromLogits: field.boolean({
      label: 'Applies sigmoid',
      help: 'On: the prediction is not yet probabilities, and sigmoid is applied here.',
      default: false,
    }),
    labelSmoothing: field.number({
      label: 'Label smoothing',
      help: 'Moves targets of 0 and 1 towards ½ by half of this.',
      default: 0,
      min: 0,
      max: 1,
      advanced: true,
    }),
    reduction: reductionField,
  },
  messages: comparisonMessages,
  head: 'sigmoid',
  expects: ({ fromLogits }) => (fromLogits ? ['linear'] : ['sigmoid', 'hardSigmoid']),
  // Of logits: an activation at the end of the network is taken into the loss.
  tape: tapeOfInput({ kept: 3, gradients: 4 }),
  infer: (_fields, compared, report) =>
    canCompareNumbers(title, compared, report) ? batchScalar : null,
  formula: ({ reduction }) => [
    `J = -\\frac{1}{n}\\sum_{i=1}^{n} ${reduction === 'sum' ? '\\sum_k' : ''} t_i \\log \\hat{y}_i + (1 - t_i) \\log (1 - \\hat{y}_i)`,
  ],
  telling: ({ fromLogits, reduction }) =>
    [fromLogits ? 'from logits' : '', reduction === 'sum' ? 'sum' : ''].filter(Boolean).join(' · '),
  examples: [
    {
      fields: {},
      inputs: [
        [28, 28, 1],
        [28, 28, 1],
      ],
      output: [],
      parameters: 0,
    },
    {
      fields: {},
      inputs: [[1], { shape: [], dtype: 'int32', content: 'class', classCount: 2 }],
      output: [],
      parameters: 0,
    },
  ],
});
