import { activationLayer, defineActivation } from './defineActivation';

/** The smooth rectifier. */
export const softplus = defineActivation({
  id: 'softplus',
  title: 'Softplus',
  summary: 'A smooth rectifier; its slope is the sigmoid.',
  source:
    'Dugas et al., Incorporating Second-Order Functional Knowledge for Better Option Pricing, 2001',
  fields: {},
  tape: { workspace: 1 },
  layer: () => activationLayer('softplus'),
  formula: () => 'g(z) = \\ln(1 + e^z)',
});
