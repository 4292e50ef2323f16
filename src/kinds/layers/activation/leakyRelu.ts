import { field } from '../../field';
import { defineActivation } from './defineActivation';

/** The rectifier that lets a little of the negative side through. */
export const leakyRelu = defineActivation({
  id: 'leakyRelu',
  title: 'Leaky ReLU',
  summary: 'Keeps positive numbers, makes negative ones small instead of 0: no unit dies.',
  source: 'Maas et al., Rectifier Nonlinearities Improve Neural Network Acoustic Models, 2013',
  fields: {
    alpha: field.number({
      label: 'Slope',
      help: 'Slope of the negative side.',
      default: 0.3,
      min: 0,
      max: 1,
      step: 0.01,
    }),
  },
  tape: { gradients: 0.25, workspace: 1 },
  layer: ({ alpha }) => ({ className: 'LeakyReLU', config: { alpha } }),
  formula: ({ alpha }) =>
    `g(z) = \\begin{cases} z & z > 0 \\\\ ${alpha}\\, z & z \\le 0 \\end{cases}`,
  telling: ({ alpha }) => `slope ${alpha}`,
  examples: [{ fields: { alpha: 0.01 }, inputs: [[64]], output: [64], parameters: 0 }],
});
