import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { tapeOfOutput } from '../../tape';
import { noOperations } from './dropoutFields';

/** Adds random numbers while training. */
export const gaussianNoise = defineLayer({
  id: 'gaussianNoise',
  title: 'Gaussian noise',
  family: 'regularization',
  summary:
    'While training, adds a normally distributed random number to every number; does nothing afterwards. At the input it makes a denoising autoencoder.',
  source: 'Bishop, Training with Noise is Equivalent to Tikhonov Regularization, 1995',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32' } },
  fields: {
    stddev: field.number({
      label: 'Standard deviation',
      help: 'How strong the noise is.',
      default: 0.1,
      min: 0,
      step: 0.05,
    }),
  },
  messages: {},
  keeps: 'none',
  tape: tapeOfOutput({ kept: 1, passesGradient: true }),
  infer: (_fields, { x }) => x,
  operations: noOperations,
  layers: ({ stddev }) => [{ className: 'GaussianNoise', config: { stddev } }],
  formula: ({ stddev }) => [`y_i = x_i + n_i, \\quad n_i \\sim \\mathcal{N}(0, ${stddev}^2)`],
  telling: ({ stddev }) => `σ ${stddev}`,
  examples: [
    { fields: {}, inputs: [[28, 28, 1]], output: [28, 28, 1], parameters: 0, macs: 0 },
    { fields: { stddev: 0.5 }, inputs: [[null, 7]], output: [null, 7], parameters: 0 },
  ],
});
