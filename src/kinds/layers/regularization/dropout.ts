import { defineLayer } from '../../layerKind';
import { tapeOfOutput } from '../../tape';
import { dropoutFormula, noOperations, rateField } from './dropoutFields';

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
  fields: { rate: rateField('The share of numbers set to 0.') },
  messages: {},
  // The mask is as large as the output.
  keeps: 'both',
  tape: tapeOfOutput({ kept: 3 }),
  infer: (_fields, { x }) => x,
  operations: noOperations,
  layers: ({ rate }) => [{ className: 'Dropout', config: { rate } }],
  formula: ({ rate }) => [dropoutFormula(rate, 'i')],
  telling: ({ rate }) => String(rate),
  examples: [
    { fields: {}, inputs: [[4096]], output: [4096], parameters: 0, macs: 0 },
    { fields: { rate: 0.25 }, inputs: [[12, 12, 64]], output: [12, 12, 64], parameters: 0 },
  ],
});
