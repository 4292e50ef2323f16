import { field } from '../../field';
import { defineActivation } from './defineActivation';

/** The rectifier with a threshold. */
export const thresholdedRelu = defineActivation({
  id: 'thresholdedRelu',
  title: 'Thresholded ReLU',
  summary: 'Keeps numbers above a threshold, turns the others into 0.',
  source: 'Konda et al., Zero-bias Autoencoders and the Benefits of Co-adapting Features, 2014',
  fields: {
    theta: field.number({
      label: 'Threshold',
      help: 'Numbers up to this one become 0.',
      default: 1,
      min: 0,
      max: 1000,
      step: 0.1,
    }),
  },
  tape: { kept: 0.25, gradients: 2, workspace: 1 },
  layer: ({ theta }) => ({ className: 'ThresholdedReLU', config: { theta } }),
  formula: ({ theta }) =>
    `g(z) = \\begin{cases} z & z > ${theta} \\\\ 0 & z \\le ${theta} \\end{cases}`,
  telling: ({ theta }) => `above ${theta}`,
  examples: [{ fields: { theta: 0.5 }, inputs: [[null, 3]], output: [null, 3], parameters: 0 }],
});
