import { field } from '../../field';
import { defineOptimizer } from '../trainingKind';
import { learningRateField, scheduleField } from './learningRateField';

/** Steps scaled by running means of gradient and squared gradient. */
export const adam = defineOptimizer({
  id: 'adam',
  title: 'Adam',
  summary: 'Steps scaled by running means of the gradient and of its square.',
  source: 'Kingma & Ba, Adam: A Method for Stochastic Optimization, 2015',
  fields: {
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
    schedule: scheduleField,
  },
  slots: () => 2,
  formula: ({ learningRate, beta1, beta2 }) =>
    `m \\leftarrow ${beta1} m + (1 - ${beta1}) g, \\quad v \\leftarrow ${beta2} v + (1 - ${beta2}) g^2, \\quad w \\leftarrow w - ${learningRate}\\, \\hat{m} / (\\sqrt{\\hat{v}} + \\epsilon)`,
});
