import { batchScalar } from '../../../base/tensorType';
import { field } from '../../field';
import { defineMetric } from '../stepKind';

/** How much examples differ. */
export const standardDeviation = defineMetric({
  id: 'standardDeviation',
  title: 'Standard deviation',
  summary:
    'How much examples differ from each other: near 0 where a generator always makes the same.',
  source: 'Karras et al., Progressive Growing of GANs, 2018, §3',
  inputs: { x: { per: 'either' } },
  fields: {
    over: field.choice({
      label: 'Over',
      help: 'The examples, place by place and then averaged, or all numbers together.',
      default: 'examples',
      options: [
        { value: 'examples', label: 'the examples' },
        { value: 'all', label: 'all numbers' },
      ],
    }),
  },
  messages: {},
  infer: () => batchScalar,
  formula: ({ over }) => [
    over === 'all'
      ? '\\sigma = \\sqrt{\\overline{(x - \\bar{x})^2}}'
      : '\\sigma = \\frac{1}{d}\\sum_{k=1}^{d} \\sqrt{\\frac{1}{n}\\sum_{i=1}^{n} (x_{i,k} - \\bar{x}_k)^2}',
  ],
  telling: ({ over }) => (over === 'all' ? 'all numbers' : ''),
  examples: [
    { fields: {}, inputs: [[4, 4, 1]], output: [], parameters: 0 },
    { fields: { over: 'all' }, inputs: [[5]], output: [], parameters: 0 },
  ],
});
