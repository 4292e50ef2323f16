import { batchScalar } from '../../../base/tensorType';
import { field } from '../../field';
import { canCompareClasses, comparisonMessages, comparisonPorts } from '../loss/comparison';
import { defineMetric } from '../stepKind';

const title = 'Perplexity';

/** How unsure a network is of the next token. */
export const perplexity = defineMetric({
  id: 'perplexity',
  title,
  summary:
    'Among how many equally likely tokens the network seems to choose: 1 when it is sure and right.',
  source: 'Jurafsky & Martin, Speech and Language Processing, §3.2',
  inputs: comparisonPorts,
  fields: {
    fromLogits: field.boolean({
      label: 'Applies softmax',
      help: 'On: the prediction is not yet probabilities, and softmax is applied here.',
      default: false,
    }),
  },
  messages: comparisonMessages,
  infer: (_fields, compared, report) =>
    canCompareClasses(title, compared, report) ? batchScalar : null,
  formula: ({ fromLogits }) => [
    `P = \\exp\\left(-\\frac{1}{n}\\sum_{i=1}^{n} \\log ${fromLogits ? '\\mathrm{softmax}(z_i)_{t_i}' : '\\hat{y}_{i,t_i}'}\\right)`,
  ],
  telling: ({ fromLogits }) => (fromLogits ? 'from logits' : ''),
  examples: [
    {
      fields: {},
      inputs: [[6, 4], { shape: [6], dtype: 'int32', content: 'class', classCount: 4 }],
      output: [],
      parameters: 0,
    },
    {
      fields: { fromLogits: true },
      inputs: [[6, 4], { shape: [6], dtype: 'int32', content: 'class', classCount: 4 }, [6]],
      output: [],
      parameters: 0,
    },
  ],
});
