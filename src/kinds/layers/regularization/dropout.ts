import { field } from '../../field';
import { defineLayer } from '../../layerKind';

/** Zeroes random numbers while training. */
export const dropout = defineLayer({
  id: 'dropout',
  title: 'Dropout',
  family: 'regularization',
  summary:
    'While training, sets a random share of the numbers to 0 and scales up the rest; does nothing afterwards.',
  source:
    'Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting, 2014',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32' } },
  fields: {
    rate: field.number({
      label: 'Rate',
      help: 'The share of numbers set to 0.',
      default: 0.5,
      min: 0,
      max: 0.99,
      step: 0.05,
    }),
  },
  messages: {},
  // The mask is as large as the output.
  keeps: 'both',
  infer: (_fields, { x }) => x,
  layers: ({ rate }) => [{ className: 'Dropout', config: { rate } }],
  formula: ({ rate }) => [
    `y_i = \\begin{cases} 0 & \\text{with probability } ${rate} \\\\ x_i / (1 - ${rate}) & \\text{otherwise} \\end{cases}`,
  ],
  telling: ({ rate }) => String(rate),
  examples: [
    { fields: {}, inputs: [[4096]], output: [4096], parameters: 0, macs: 0 },
    { fields: { rate: 0.25 }, inputs: [[12, 12, 64]], output: [12, 12, 64], parameters: 0 },
  ],
});
