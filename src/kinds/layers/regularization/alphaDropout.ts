import { defineLayer } from '../../layerKind';
import { tapeOfOutput } from '../../tape';
import { noOperations, rateField } from './dropoutFields';

/** Where SELU ends up far below 0: −λα. */
const saturation = -1.0507009873554805 * 1.6732632423543772;

/** Dropout for self-normalising networks. */
export const alphaDropout = defineLayer({
  id: 'alphaDropout',
  title: 'Alpha dropout',
  family: 'regularization',
  summary:
    'While training, sets a random share of the numbers to what SELU saturates at, and keeps mean 0 and variance 1; does nothing afterwards.',
  source: 'Klambauer et al., Self-Normalizing Neural Networks, 2017',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32' } },
  fields: { rate: rateField('The share of numbers that saturate.', 0.1) },
  messages: {},
  keeps: 'both',
  tape: tapeOfOutput({ kept: 6.25, gradients: 1 }),
  infer: (_fields, { x }) => x,
  operations: noOperations,
  layers: ({ rate }) => [{ className: 'AlphaDropout', config: { rate } }],
  formula({ rate }) {
    const scale = ((1 - rate) * (1 + rate * saturation ** 2)) ** -0.5;
    const shift = -scale * saturation * rate;
    return [
      `y_i = a \\cdot \\begin{cases} -\\lambda\\alpha = ${saturation.toFixed(4)} & \\text{with probability } ${rate} \\\\ x_i & \\text{otherwise} \\end{cases} + b, \\quad a = ${scale.toFixed(4)},\\; b = ${shift.toFixed(4)}`,
    ];
  },
  telling: ({ rate }) => String(rate),
  examples: [
    { fields: {}, inputs: [[256]], output: [256], parameters: 0, macs: 0 },
    { fields: { rate: 0.05 }, inputs: [[null, 7]], output: [null, 7], parameters: 0 },
  ],
});
