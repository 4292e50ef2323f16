import { activationLayer, defineActivation } from './defineActivation';

/** The rectifier with a ceiling. */
export const relu6 = defineActivation({
  id: 'relu6',
  title: 'ReLU 6',
  summary: 'A rectifier that stops at 6, so that activations fit few bits.',
  source: 'Krizhevsky, Convolutional Deep Belief Networks on CIFAR-10, 2010',
  fields: {},
  keeps: 'both',
  tape: { kept: 1, gradients: 1, workspace: 1, compiled: {} },
  layer: () => activationLayer('relu6'),
  formula: () => 'g(z) = \\min(6, \\max(0, z))',
});
