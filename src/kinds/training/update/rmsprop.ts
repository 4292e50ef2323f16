import { field } from '../../field';
import { defineUpdate } from './defineUpdate';
import { learningRateField } from './learningRate';

/** Steps scaled by a running mean of the squared gradient. */
export const rmsprop = defineUpdate({
  id: 'rmsprop',
  title: 'RMSProp',
  summary: 'Steps scaled by a running mean of the squared gradient.',
  source: 'Hinton, Neural Networks for Machine Learning, lecture 6e',
  fields: {
    learningRate: learningRateField(0.001),
    decay: field.number({ label: 'Decay', default: 0.9, min: 0, max: 1 }),
    momentum: field.number({ label: 'Momentum', default: 0, min: 0, max: 1, advanced: true }),
  },
  slots: () => 2,
  workspace: () => ({ all: 0, largest: 14 }),
  formula: ({ learningRate, decay }) =>
    `v \\leftarrow ${decay} v + (1 - ${decay}) g^2, \\quad w \\leftarrow w - ${learningRate}\\, g / \\sqrt{v + \\epsilon}`,
});
