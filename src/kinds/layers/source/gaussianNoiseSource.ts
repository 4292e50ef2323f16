import { formatShape } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { inferShaped, likePort, noAxesMessage } from './likePort';

/** Noise that comes from nowhere: the z of a generator. */
export const gaussianNoiseSource = defineLayer({
  id: 'gaussianNoiseSource',
  title: 'Gaussian noise source',
  family: 'source',
  summary: 'Draws new Gaussian noise for every example each time, decided by the seed of the run.',
  source: 'Goodfellow et al., Generative Adversarial Nets, 2014',
  inputs: { like: likePort },
  fields: {
    shape: field.shape({ label: 'Shape', help: 'Without the batch axis.', default: [100] }),
    mean: field.number({
      label: 'Mean',
      help: 'The middle of the bell.',
      default: 0,
      min: -1e9,
      max: 1e9,
    }),
    stddev: field.number({
      label: 'Standard deviation',
      help: 'How wide the bell is.',
      default: 1,
      min: 0,
      max: 1e9,
    }),
  },
  messages: noAxesMessage,
  keeps: 'none',
  infer: ({ shape }, _inputs, report) => inferShaped(shape, report),
  reach: () => 'nothing',
  layers: ({ shape, mean, stddev }) => [
    { className: 'GaussianNoiseSource', config: { shape, mean, stddev } },
  ],
  formula: ({ shape, mean, stddev }) => [
    `y_i \\sim \\mathcal{N}(${mean}, ${stddev}^2), \\quad y \\in \\mathbb{R}^{${shape.join(' \\times ')}}`,
  ],
  telling: ({ shape }) => formatShape(shape),
  examples: [
    { fields: {}, inputs: [[10]], output: [100], parameters: 0, macs: 0 },
    {
      fields: { shape: [3, 5, 1], mean: 1, stddev: 0.5 },
      inputs: [[null, 2]],
      output: [3, 5, 1],
      parameters: 0,
    },
  ],
});
