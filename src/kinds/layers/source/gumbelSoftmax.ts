import { elementCount } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';

/** Sampling of a choice through which gradients flow. */
export const gumbelSoftmax = defineLayer({
  id: 'gumbelSoftmax',
  title: 'Gumbel softmax',
  family: 'source',
  summary:
    'Draws a choice among the numbers of the last axis, softly enough to be learned through.',
  source:
    'Jang et al., Categorical Reparameterization with Gumbel-Softmax, 2017; Maddison et al., The Concrete Distribution, 2017',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32', help: 'logits along the last axis.' } },
  fields: {
    temperature: field.number({
      label: 'Temperature',
      help: 'The lower, the closer a sample is to one choice.',
      default: 1,
      min: 0.01,
      max: 1000,
    }),
    hard: field.boolean({
      label: 'Hard',
      help: 'On: a sample is 1 for one choice and 0 for the others, while gradients flow as if it were soft.',
      default: false,
    }),
    prediction: field.choice({
      label: 'When predicting',
      help: 'What comes out when the network is used rather than trained: the softmax without noise, or a sample too.',
      default: 'noNoise',
      options: [
        { value: 'noNoise', label: 'no noise' },
        { value: 'sample', label: 'sample' },
      ],
    }),
  },
  messages: {
    oneChoice:
      'The last axis has 1 number, so the only choice is always made and nothing can be learned. Give it one number for each choice.',
  },
  keeps: 'output',
  infer(_fields, { x }, report) {
    if (x.shape.at(-1) === 1) report.warning('oneChoice', {}, { port: 'x' });
    return x;
  },
  // Adding noise, dividing by the temperature, softmax; the hard choice compares.
  operations: ({ hard }, _inputs, y) => elementCount([...y.shape, hard ? 4 : 3]),
  layers: ({ temperature, hard, prediction }) => [
    { className: 'GumbelSoftmax', config: { temperature, hard, prediction } },
  ],
  formula: ({ temperature, hard }, { x }) => [
    `${hard ? 's' : 'y'}_i = \\frac{\\exp((x_i + g_i)/${temperature})}{\\sum_{j=1}^{${x.shape.at(-1) ?? 'c'}} \\exp((x_j + g_j)/${temperature})}, \\quad g_i = -\\log(-\\log u_i), \\; u_i \\sim \\mathcal{U}(0, 1)`,
    ...(hard ? ['y_i = [i = \\arg\\max_j s_j], \\quad \\frac{\\partial y}{\\partial s} := I'] : []),
  ],
  telling: ({ temperature, hard }) => [`τ ${temperature}`, ...(hard ? ['hard'] : [])].join(' · '),
  examples: [
    { fields: {}, inputs: [[10]], output: [10], parameters: 0, macs: 0 },
    {
      fields: { temperature: 0.5, hard: true },
      inputs: [[null, 7]],
      output: [null, 7],
      parameters: 0,
    },
  ],
});
