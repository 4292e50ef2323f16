import { batchScalar } from '../../../base/tensorType';
import { canCountAnswers, comparisonMessages } from '../loss/comparison';
import { defineMetric } from '../stepKind';
import { thresholdField } from './thresholdField';

/** The share of right answers. */
export const accuracy = defineMetric({
  id: 'accuracy',
  title: 'Accuracy',
  summary: 'The share of examples that are put into the right class.',
  source: 'Goodfellow et al., Deep Learning, §5.1.2',
  inputs: {
    prediction: { help: 'One number for every class, or a single one for two classes.' },
    target: { help: 'The right classes, or 0 and 1 for each output.' },
    mask: { optional: true, help: 'Examples with 0 here do not count.' },
  },
  fields: { threshold: thresholdField },
  messages: comparisonMessages,
  infer: (_fields, compared, report) =>
    canCountAnswers('Accuracy', compared, report) ? batchScalar : null,
  formula: () => ['A = \\frac{1}{n}\\sum_{i=1}^{n} [\\arg\\max_k \\hat{y}_{i,k} = t_i]'],
  telling: () => '',
  examples: [
    {
      fields: {},
      inputs: [[10], { shape: [], dtype: 'int32', content: 'class', classCount: 10 }],
      output: [],
      parameters: 0,
    },
    {
      fields: { threshold: 0 },
      inputs: [[1], { shape: [], dtype: 'int32', content: 'class', classCount: 2 }],
      output: [],
      parameters: 0,
    },
  ],
});
