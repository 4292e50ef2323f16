import { type Dimension, elementCount, float32, formatShape } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { tapeOfOutput } from '../../tape';

/** The sampling of a variational autoencoder. */
export const gaussianSampling = defineLayer({
  id: 'gaussianSampling',
  title: 'Gaussian sampling',
  family: 'source',
  summary:
    'Draws from the Gaussians with these means and variances, so that gradients reach both: a variational code.',
  source: 'Kingma & Welling, Auto-Encoding Variational Bayes, 2014, §2.4',
  inputs: {
    mean: { rank: { min: 1 }, dtype: 'float32', help: 'the means.' },
    logVariance: {
      rank: { min: 1 },
      dtype: 'float32',
      help: 'natural logarithms of the variances.',
    },
  },
  fields: {
    prediction: field.choice({
      label: 'When predicting',
      help: 'What comes out when the network is used rather than trained: the mean, or a sample too, as in the autoencoder of the Keras guides.',
      default: 'mean',
      options: [
        { value: 'mean', label: 'mean' },
        { value: 'sample', label: 'sample' },
      ],
    }),
  },
  messages: {
    shapesDiffer: 'Every mean needs a variance, but {mean} meets {logVariance}.',
  },
  tape: tapeOfOutput({ kept: 3, gradients: 2, workspace: 1 }),
  infer(_fields, { mean, logVariance }, report) {
    const agree = (a: Dimension, b: Dimension): boolean => a === null || b === null || a === b;
    const { shape } = mean;
    const other = logVariance.shape;
    if (shape.length !== other.length || !shape.every((axis, i) => agree(axis, other[i] ?? null))) {
      report.error(
        'shapesDiffer',
        { mean: formatShape(shape), logVariance: formatShape(other) },
        { port: 'logVariance' },
      );
      return null;
    }
    return float32(shape.map((axis, index) => axis ?? other[index] ?? null));
  },
  // Half the logarithm, its exponential, times the noise, plus the mean.
  operations: (_fields, _inputs, y) => elementCount([...y.shape, 4]),
  layers: ({ prediction }) => [{ className: 'GaussianSampling', config: { prediction } }],
  formula: (_fields, _inputs, y) => [
    `y = \\mu + e^{\\frac{1}{2} \\log \\sigma^2} \\circ \\varepsilon, \\quad \\varepsilon \\sim \\mathcal{N}(0, I), \\quad y \\in \\mathbb{R}^{${y.shape.map((axis) => axis ?? 'T').join(' \\times ')}}`,
  ],
  telling: ({ prediction }) => (prediction === 'sample' ? 'always samples' : ''),
  examples: [
    { fields: {}, inputs: [[2], [2]], output: [2], parameters: 0, macs: 0 },
    {
      fields: { prediction: 'sample' },
      inputs: [
        [null, 7],
        [3, 7],
      ],
      output: [3, 7],
      parameters: 0,
    },
  ],
});
