import { batchScalar } from '../../../base/tensorType';
import { field } from '../../field';
import { tapeOfInput } from '../../tape';
import { defineLoss } from '../stepKind';
import { canCompareClasses, comparisonMessages, comparisonPorts } from './comparison';

const title = 'Categorical cross-entropy';

/** The usual loss of a classifier. */
export const categoricalCrossentropy = defineLoss({
  id: 'categoricalCrossentropy',
  title,
  summary: 'Minus the logarithm of the probability given to the right class.',
  source: 'Goodfellow et al., Deep Learning, §6.2.2; Szegedy et al., 2016 (label smoothing)',
  inputs: comparisonPorts,
  fields: {
    fromLogits: field.boolean({
      label: 'Applies softmax',
      help: 'On: the prediction is not yet probabilities, and softmax is applied here.',
      default: false,
    }),
    labelSmoothing: field.number({
      label: 'Label smoothing',
      help: 'The share of the target that is spread evenly over all classes.',
      default: 0,
      min: 0,
      max: 1,
      advanced: true,
    }),
  },
  messages: comparisonMessages,
  head: 'softmax',
  expects: ({ fromLogits }) => (fromLogits ? ['linear'] : ['softmax']),
  tape: tapeOfInput({ kept: 5.4, gradients: 8.5 }),
  infer: (_fields, compared, report) =>
    canCompareClasses(title, compared, report) ? batchScalar : null,
  formula: ({ fromLogits }) => [
    `J = -\\frac{1}{n}\\sum_{i=1}^{n}\\sum_{k} t_{i,k} \\log ${fromLogits ? '\\mathrm{softmax}(z_i)_k' : '\\hat{y}_{i,k}'}`,
  ],
  telling: ({ fromLogits }) => (fromLogits ? 'from logits' : ''),
  examples: [
    {
      fields: {},
      inputs: [[10], { shape: [], dtype: 'int32', content: 'class', classCount: 10 }],
      output: [],
      parameters: 0,
    },
    {
      fields: { fromLogits: true },
      inputs: [
        [7, 7, 3],
        { shape: [7, 7], dtype: 'int32', content: 'class', classCount: 3 },
        [7, 7],
      ],
      output: [],
      parameters: 0,
    },
  ],
});
