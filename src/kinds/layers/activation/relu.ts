import { activationLayer, defineActivation } from './defineActivation';

/** The rectifier. */
export const relu = defineActivation({
  id: 'relu',
  title: 'ReLU',
  summary: 'Keeps positive numbers, turns negative ones into 0.',
  source: 'Nair & Hinton, Rectified Linear Units Improve Restricted Boltzmann Machines, 2010',
  fields: {},
  tape: { workspace: 1, compiled: {} },
  layer: () => activationLayer('relu'),
  formula: () => 'g(z) = \\max(0, z)',
});
