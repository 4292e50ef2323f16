import { batchScalar } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLoss } from '../stepKind';

/** What keeps a critic's slope near a length. */
export const gradientPenalty = defineLoss({
  id: 'gradientPenalty',
  title: 'Gradient penalty',
  summary:
    'Keeps the length of every example’s gradient near a target: 1 for a Wasserstein critic (weight 10), 0 at real examples for R1.',
  source:
    'Gulrajani et al., Improved Training of Wasserstein GANs, 2017; Mescheder et al., 2018 (R1)',
  inputs: {
    gradient: {
      dtype: 'float32',
      help: 'The gradient of the critic’s score to its input, from the node Gradient.',
    },
  },
  fields: {
    target: field.number({
      label: 'Target length',
      help: '1 for a Wasserstein critic, 0 for R1.',
      default: 1,
      min: 0,
    }),
  },
  messages: {},
  infer: () => batchScalar,
  formula: ({ target }) => [
    `J = \\mathbb{E}\\,${target === 0 ? '\\lVert g \\rVert^2' : `(\\lVert g \\rVert - ${target})^2`}`,
  ],
  telling: ({ target }) => `length ${target}`,
  examples: [
    { fields: {}, inputs: [[2]], output: [], parameters: 0 },
    { fields: { target: 0 }, inputs: [[8, 8, 1]], output: [], parameters: 0 },
  ],
});
