import { activationLayer, defineActivation } from './defineActivation';

/** The number times its sigmoid. */
export const swish = defineActivation({
  id: 'swish',
  title: 'Swish',
  summary: 'A smooth function near ReLU that dips below 0; also called SiLU.',
  source: 'Ramachandran et al., Searching for Activation Functions, 2017',
  fields: {},
  keeps: 'both',
  tape: { kept: 1, gradients: 3, workspace: 1 },
  layer: () => activationLayer('swish'),
  formula: () => 'g(z) = z \\cdot \\sigma(z) = \\frac{z}{1 + e^{-z}}',
});
