import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { tapeOfOutput } from '../../tape';
import {
  affineFields,
  affineFormula,
  affineWeights,
  axisCountMessages,
  channelMessages,
  epsilonField,
  hasFewAxes,
  knowsChannels,
  operationsEach,
  tellingAffine,
} from './normalizationFields';

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
    epsilon: epsilonField(0.001),
    ...affineFields,
  },
  messages: { ...channelMessages, ...axisCountMessages },
  keeps: 'both',
  tape: tapeOfOutput({ kept: 2, gradients: 5, workspace: 2, compiled: {} }),
  infer: (_fields, { x }, report) =>
    knowsChannels(x, report) && hasFewAxes(x, report, true) ? x : null,
  weights(fields, { x }) {
    const shape = [x.shape.at(-1) ?? 0];
    return [
      ...affineWeights(fields, shape),
      { name: 'moving_mean', shape, trainable: false },
      { name: 'moving_variance', shape, trainable: false },
    ];
  },
  // With fixed averages: a subtraction and a division, then γ and β.
  operations: ({ scale, center }, _inputs, y) =>
    operationsEach(2 + Number(scale) + Number(center), y),
  layers: ({ momentum, epsilon, scale, center }) => [
    { className: 'BatchNormalization', config: { axis: -1, momentum, epsilon, scale, center } },
  ],
  formula(fields, { x }) {
    const channels = x.shape.at(-1) ?? 0;
    const learned = Number(fields.scale) + Number(fields.center);
    return [
      `y = ${affineFormula(fields, `\\frac{x - \\mu}{\\sqrt{\\sigma^2 + ${fields.epsilon}}}`)}`,
      `\\text{parameters} = ${2 + learned} \\cdot ${channels} = ${(2 + learned) * channels}, \\quad ${learned} \\cdot ${channels} = ${learned * channels} \\text{ of them learned}`,
    ];
  },
  telling: ({ momentum, ...affine }) =>
    [...(momentum === 0.99 ? [] : [`momentum ${momentum}`]), ...tellingAffine(affine)].join(' · '),
  examples: [
    { fields: {}, inputs: [[28, 28, 64]], output: [28, 28, 64], parameters: 256, macs: 0 },
    { fields: { momentum: 0.9 }, inputs: [[100]], output: [100], parameters: 400 },
    {
      fields: { scale: false },
      inputs: [[null, 7, 5]],
      output: [null, 7, 5],
      parameters: 15,
    },
  ],
});
