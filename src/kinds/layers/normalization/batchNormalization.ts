import { formatShape } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';

/** The most axes, the batch axis left out, that the layer of tf.js can normalise. */
const mostAxes = 3;

/** Batch normalisation over the last axis. */
export const batchNormalization = defineLayer({
  id: 'batchNormalization',
  title: 'Batch normalisation',
  family: 'normalization',
  summary:
    'Brings each channel to mean 0 and variance 1 over the batch, then scales and shifts it by learned numbers; afterwards it uses moving averages.',
  source: 'Ioffe & Szegedy, Batch Normalization, 2015',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32' } },
  fields: {
    momentum: field.number({
      label: 'Momentum',
      help: 'How slowly the moving averages follow the batches.',
      default: 0.99,
      min: 0,
      max: 1,
      step: 0.01,
    }),
    epsilon: field.number({
      label: 'Epsilon',
      help: 'Added to the variance, so that it is never 0.',
      default: 0.001,
      min: 1e-8,
      max: 1,
      step: 0.001,
      advanced: true,
    }),
  },
  messages: {
    unknownChannels:
      'The length of the last axis of {shape} is unknown, so the number of weights is too.',
    tooManyAxes:
      '{shape} has {rank} axes; batch normalisation takes at most {most}. Reshape it first.',
  },
  keeps: 'both',
  infer(_fields, { x }, report) {
    const shape = formatShape(x.shape);
    if (x.shape.at(-1) === null) {
      report.error('unknownChannels', { shape }, { port: 'x' });
      return null;
    }
    if (x.shape.length > mostAxes) {
      report.error(
        'tooManyAxes',
        { shape, rank: x.shape.length, most: mostAxes },
        {
          port: 'x',
          fixes: [
            {
              title: 'Insert Reshape before it',
              change: {
                type: 'insertBefore',
                port: 'x',
                kind: 'reshape',
                fields: { targetShape: [-1, x.shape.at(-1) ?? 1] },
              },
            },
          ],
        },
      );
      return null;
    }
    return x;
  },
  weights(_fields, { x }) {
    const shape = [x.shape.at(-1) ?? 0];
    return [
      { name: 'gamma', shape, trainable: true },
      { name: 'beta', shape, trainable: true },
      { name: 'moving_mean', shape, trainable: false },
      { name: 'moving_variance', shape, trainable: false },
    ];
  },
  layers: ({ momentum, epsilon }) => [
    { className: 'BatchNormalization', config: { axis: -1, momentum, epsilon } },
  ],
  formula({ epsilon }, { x }) {
    const channels = x.shape.at(-1) ?? 0;
    return [
      `y = \\gamma\\, \\frac{x - \\mu}{\\sqrt{\\sigma^2 + ${epsilon}}} + \\beta`,
      `\\text{parameters} = 4 \\cdot ${channels} = ${4 * channels}, \\quad 2 \\cdot ${channels} = ${2 * channels} \\text{ of them learned}`,
    ];
  },
  telling: ({ momentum }) => (momentum === 0.99 ? '' : `momentum ${momentum}`),
  examples: [
    { fields: {}, inputs: [[28, 28, 64]], output: [28, 28, 64], parameters: 256, macs: 0 },
    { fields: { momentum: 0.9 }, inputs: [[100]], output: [100], parameters: 400 },
  ],
});
