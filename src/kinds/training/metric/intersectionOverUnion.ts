import { batchScalar } from '../../../base/tensorType';
import { canCountAnswers, comparisonMessages } from '../loss/comparison';
import { defineMetric } from '../stepKind';
import { thresholdField } from './thresholdField';

/** How well areas cover each other. */
export const intersectionOverUnion = defineMetric({
  id: 'intersectionOverUnion',
  title: 'Intersection over union',
  summary:
    'How well a predicted area covers the right one: what they share of what either covers, the mean over classes.',
  source: 'Everingham et al., The PASCAL Visual Object Classes Challenge, 2015, §4.3',
  inputs: {
    prediction: {
      help: 'At every place one number for each class, or a single one that means the area.',
    },
    target: { help: 'The right classes, or 1 where the area is.' },
  },
  fields: { threshold: thresholdField },
  messages: comparisonMessages,
  infer: (_fields, compared, report) =>
    canCountAnswers('Intersection over union', compared, report) ? batchScalar : null,
  formula: () => ['\\mathrm{IoU}_k = \\frac{|P_k \\cap T_k|}{|P_k \\cup T_k|}'],
  telling: () => '',
  examples: [
    {
      fields: {},
      inputs: [[6, 6, 3], { shape: [6, 6], dtype: 'int32', content: 'class', classCount: 3 }],
      output: [],
      parameters: 0,
    },
    {
      fields: {},
      inputs: [
        [6, 6, 1],
        [6, 6, 1],
      ],
      output: [],
      parameters: 0,
    },
  ],
});
