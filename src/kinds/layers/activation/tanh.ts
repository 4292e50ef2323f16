import { activationLayer, defineActivation } from './defineActivation';

/** The hyperbolic tangent. */
export const tanh = defineActivation({
  id: 'tanh',
  title: 'Tanh',
  summary: 'Squeezes every number into −1 … 1, with 0 staying 0.',
  source: 'Goodfellow et al., Deep Learning, §6.3.2',
  fields: {},
  keeps: 'output',
  tape: { workspace: 2, compiled: {} },
  layer: () => activationLayer('tanh'),
  formula: () => 'g(z) = \\tanh z = \\frac{e^z - e^{-z}}{e^z + e^{-z}}',
});
