import { canCountAnswers, comparisonMessages } from '../loss/comparison';
import { defineMetric } from '../stepKind';
import { thresholdField } from './thresholdField';

/** Which classes are taken for which. */
export const confusionMatrix = defineMetric({
  id: 'confusionMatrix',
  title: 'Confusion matrix',
  summary: 'How many examples of every class (rows) were put into every class (columns).',
  source: 'Bishop, Pattern Recognition and Machine Learning, §1.5',
  inputs: {
    prediction: { help: 'One number for every class, or a single one for two classes.' },
    target: { help: 'The right classes.' },
  },
  fields: { threshold: thresholdField },
  messages: comparisonMessages,
  infer(_fields, compared, report) {
    if (!canCountAnswers('Confusion matrix', compared, report)) return null;
    const { shape } = compared.prediction;
    const last = shape.length === 0 ? 1 : (shape.at(-1) ?? null);
    const classes = last === 1 ? 2 : last;
    return { shape: [classes, classes], dtype: 'float32', per: 'batch' };
  },
  formula: () => ['C_{a,b} = \\sum_{i=1}^{n} [t_i = a]\\,[\\arg\\max_k \\hat{y}_{i,k} = b]'],
  telling: () => '',
  examples: [
    {
      fields: {},
      inputs: [[10], { shape: [], dtype: 'int32', content: 'class', classCount: 10 }],
      output: [10, 10],
      parameters: 0,
    },
    {
      fields: { threshold: 0 },
      inputs: [[1], { shape: [], dtype: 'int32', content: 'class', classCount: 2 }],
      output: [2, 2],
      parameters: 0,
    },
  ],
});
