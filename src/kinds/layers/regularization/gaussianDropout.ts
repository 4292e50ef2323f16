import { defineLayer } from '../../layerKind';
import { tapeOfOutput } from '../../tape';
import { noOperations, rateField } from './dropoutFields';

/** Multiplies by random numbers around 1 while training. */
export const gaussianDropout = defineLayer({
  id: 'gaussianDropout',
  title: 'Gaussian dropout',
  family: 'regularization',
  summary:
    'While training, multiplies every number by a random one around 1, as uncertain as dropout at this rate; does nothing afterwards.',
  source: 'Srivastava et al., Dropout, 2014, §10',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32' } },
  fields: { rate: rateField('The rate of the dropout with the same variance.') },
  messages: {},
  keeps: 'both',
  tape: tapeOfOutput({ kept: 1 }),
  infer: (_fields, { x }) => x,
  operations: noOperations,
  layers: ({ rate }) => [{ className: 'GaussianDropout', config: { rate } }],
  formula: ({ rate }) => [
    `y_i = x_i\\, m_i, \\quad m_i \\sim \\mathcal{N}\\left(1,\\; \\tfrac{${rate}}{1 - ${rate}} = ${(rate / (1 - rate)).toPrecision(3)}\\right)`,
  ],
  telling: ({ rate }) => String(rate),
  examples: [
    { fields: {}, inputs: [[4096]], output: [4096], parameters: 0, macs: 0 },
    { fields: { rate: 0.1 }, inputs: [[null, 7, 3]], output: [null, 7, 3], parameters: 0 },
  ],
});
