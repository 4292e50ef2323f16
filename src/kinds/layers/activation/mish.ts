import { activationLayer, defineActivation } from './defineActivation';

/** The number times the tanh of its softplus. */
export const mish = defineActivation({
  id: 'mish',
  title: 'Mish',
  summary: 'A smooth function near ReLU that dips below 0.',
  source: 'Misra, Mish: A Self Regularized Non-Monotonic Activation Function, 2019',
  fields: {},
  keeps: 'both',
  tape: { kept: 1, gradients: 3, workspace: 1 },
  layer: () => activationLayer('mish'),
  formula: () => 'g(z) = z \\cdot \\tanh(\\ln(1 + e^z))',
});
