import { activationLayer, defineActivation } from './defineActivation';

/** The logistic function. */
export const sigmoid = defineActivation({
  id: 'sigmoid',
  title: 'Sigmoid',
  summary: 'Squeezes every number into 0 … 1: a probability of yes.',
  source: 'Goodfellow et al., Deep Learning, §3.10',
  fields: {},
  keeps: 'output',
  tape: { workspace: 2, compiled: {} },
  layer: () => activationLayer('sigmoid'),
  formula: () => 'g(z) = \\frac{1}{1 + e^{-z}}',
});
