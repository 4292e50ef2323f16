import { activationLayer, defineActivation } from './defineActivation';

/** The gentle relative of tanh. */
export const softsign = defineActivation({
  id: 'softsign',
  title: 'Softsign',
  summary: 'Squeezes every number into −1 … 1, more gently than tanh.',
  source:
    'Glorot & Bengio, Understanding the Difficulty of Training Deep Feedforward Neural Networks, 2010',
  fields: {},
  keeps: 'both',
  tape: { kept: 2, gradients: 2, workspace: 2 },
  layer: () => activationLayer('softsign'),
  formula: () => 'g(z) = \\frac{z}{1 + |z|}',
});
