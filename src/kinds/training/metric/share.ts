import { batchScalar } from '../../../base/tensorType';
import { field } from '../../field';
import { defineMetric } from '../stepKind';

/** How many numbers are large. */
export const share = defineMetric({
  id: 'share',
  title: 'Share above',
  summary: 'The share of numbers above a threshold: of scores that a discriminator takes for real.',
  source: 'Goodfellow et al., Generative Adversarial Networks, 2014',
  inputs: { x: { per: 'either' } },
  fields: {
    threshold: field.number({ label: 'Threshold', help: 'Numbers above this count.', default: 0 }),
  },
  messages: {},
  infer: () => batchScalar,
  formula: ({ threshold }) => [`s = \\frac{1}{n}\\sum_{i=1}^{n} [x_i > ${threshold}]`],
  telling: ({ threshold }) => `> ${threshold}`,
  examples: [
    { fields: {}, inputs: [[1]], output: [], parameters: 0 },
    {
      fields: { threshold: 0.5 },
      inputs: [{ shape: [4], dtype: 'int32' }],
      output: [],
      parameters: 0,
    },
  ],
});
