import { defineLayer } from '../../layerKind';
import { dropoutFormula, noOperations, rateField } from './dropoutFields';

/** Drops a residual branch for whole examples while training. */
export const stochasticDepth = defineLayer({
  id: 'stochasticDepth',
  title: 'Stochastic depth',
  family: 'regularization',
  summary:
    'While training, drops a residual branch for a random share of the examples and scales it up for the others (drop path); stands at the end of the branch, before it is added.',
  source: 'Huang et al., Deep Networks with Stochastic Depth, 2016',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32' } },
  fields: { rate: rateField('The share of examples that skip the branch.', 0.2) },
  messages: {},
  keeps: 'inputs',
  infer: (_fields, { x }) => x,
  operations: noOperations,
  layers: ({ rate }) => [{ className: 'StochasticDepth', config: { rate } }],
  formula: ({ rate }) => [
    `${dropoutFormula(rate, '')}, \\quad \\text{alike in all numbers of an example}`,
  ],
  telling: ({ rate }) => String(rate),
  examples: [
    { fields: {}, inputs: [[14, 14, 112]], output: [14, 14, 112], parameters: 0, macs: 0 },
    { fields: { rate: 0.5 }, inputs: [[null, 7]], output: [null, 7], parameters: 0 },
  ],
});
