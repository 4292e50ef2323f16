import { field } from '../../field';
import { defineUpdate } from './defineUpdate';
import { learningRateField } from './learningRate';

/** The fields of Adam and its kin. */
export const adamFields = {
  learningRate: learningRateField(0.001),
  beta1: field.number({ label: 'β₁', default: 0.9, min: 0, max: 1, advanced: true }),
  beta2: field.number({
    label: 'β₂',
    default: 0.999,
    min: 0,
    max: 1,
    step: 0.001,
    advanced: true,
  }),
  epsilon: field.number({
    label: 'ε',
    default: 1e-7,
    min: 0,
    max: 1,
    step: 1e-7,
    advanced: true,
  }),
} as const;

/** Steps scaled by running means of gradient and squared gradient. */
export const adam = defineUpdate({
  id: 'adam',
  title: 'Adam',
  summary: 'Steps scaled by running means of the gradient and of its square.',
  source: 'Kingma & Ba, Adam: A Method for Stochastic Optimization, 2015',
  fields: adamFields,
  slots: () => 2,
  workspace: () => ({ all: 11, largest: 0 }),
  formula: ({ learningRate, beta1, beta2 }) =>
    `m \\leftarrow ${beta1} m + (1 - ${beta1}) g, \\quad v \\leftarrow ${beta2} v + (1 - ${beta2}) g^2, \\quad w \\leftarrow w - ${learningRate}\\, \\hat{m} / (\\sqrt{\\hat{v}} + \\epsilon)`,
});
