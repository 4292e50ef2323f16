import { batchScalar } from '../../../base/tensorType';
import { field } from '../../field';
import { canCompareClasses, comparisonMessages, comparisonPorts } from '../loss/comparison';
import { defineMetric } from '../stepKind';

const title = 'Top-k accuracy';

/** The share of examples whose class is among the likeliest. */
export const topKAccuracy = defineMetric({
  id: 'topKAccuracy',
  title,
  summary:
    'The share of examples whose right class is among the k that the network thinks likeliest.',
  source: 'Russakovsky et al., ImageNet Large Scale Visual Recognition Challenge, 2015',
  inputs: { prediction: comparisonPorts.prediction, target: comparisonPorts.target },
  fields: {
    k: field.integer({ label: 'k', help: 'How many guesses are allowed.', default: 5, min: 1 }),
  },
  messages: {
    ...comparisonMessages,
    all: 'There are {classes} classes, so every answer is among the {k} likeliest.',
  },
  infer({ k }, compared, report) {
    if (!canCompareClasses(title, compared, report)) return null;
    const classes = compared.prediction.shape.at(-1) ?? null;
    if (classes !== null && k >= classes) {
      const fixes =
        classes > 1
          ? [
              {
                title: `Set k to ${Math.min(3, classes - 1)}`,
                change: {
                  type: 'setFields' as const,
                  values: { k: Math.min(3, classes - 1) },
                },
              },
            ]
          : [];
      report.warning('all', { classes, k }, { field: 'k', fixes });
    }
    return batchScalar;
  },
  formula: ({ k }) => [
    `A = \\frac{1}{n}\\sum_{i=1}^{n} [\\,|\\{k : \\hat{y}_{i,k} > \\hat{y}_{i,t_i}\\}| < ${k}\\,]`,
  ],
  telling: ({ k }) => `k ${k}`,
  examples: [
    {
      fields: {},
      inputs: [[10], { shape: [], dtype: 'int32', content: 'class', classCount: 10 }],
      output: [],
      parameters: 0,
    },
    {
      fields: { k: 2 },
      inputs: [
        [4, 5],
        [4, 5],
      ],
      output: [],
      parameters: 0,
    },
  ],
});
