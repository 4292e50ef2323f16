import { field } from '../../field';
import { defineUpdate } from './defineUpdate';
import { learningRateField } from './learningRate';

/** Gradient descent that keeps part of its speed. */
export const momentum = defineUpdate({
  id: 'momentum',
  title: 'SGD with momentum',
  summary: 'Gradient descent that keeps part of its last step.',
  source: 'Sutskever et al., On the importance of initialization and momentum, 2013',
  fields: {
    learningRate: learningRateField(0.01),
    momentum: field.number({ label: 'Momentum', default: 0.9, min: 0, max: 1 }),
    nesterov: field.boolean({ label: 'Nesterov', default: false }),
  },
  slots: () => 1,
  workspace: ({ nesterov }) => ({ all: 0, largest: nesterov ? 6 : 4 }),
  formula: ({ learningRate, momentum }) =>
    `v \\leftarrow ${momentum}\\, v + g, \\quad w \\leftarrow w - ${learningRate}\\, v`,
});
