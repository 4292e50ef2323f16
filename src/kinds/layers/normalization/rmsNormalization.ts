import { defineLayer } from '../../layerKind';
import { tapeOfOutput } from '../../tape';
import {
  channelMessages,
  epsilonField,
  knowsChannels,
  operationsEach,
  scaleField,
} from './normalizationFields';

/** Root mean square normalisation over the last axis. */
export const rmsNormalization = defineLayer({
  id: 'rmsNormalization',
  title: 'RMS normalisation',
  family: 'normalization',
  summary:
    'Divides the features of each position by their root mean square, then scales each by a learned number; layer normalisation without a mean.',
  source: 'Zhang & Sennrich, Root Mean Square Layer Normalization, 2019',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32' } },
  fields: { epsilon: epsilonField(0.000001), scale: scaleField },
  messages: channelMessages,
  keeps: 'both',
  tape: tapeOfOutput({ kept: 2, gradients: 3, workspace: 1 }),
  infer: (_fields, { x }, report) => (knowsChannels(x, report) ? x : null),
  weights: ({ scale }, { x }) =>
    scale ? [{ name: 'scale', shape: [x.shape.at(-1) ?? 0], trainable: true }] : [],
  // Square, addition and division, then the scale.
  operations: ({ scale }, _inputs, y) => operationsEach(3 + Number(scale), y),
  layers: ({ epsilon, scale }) => [{ className: 'RmsNormalization', config: { epsilon, scale } }],
  formula({ epsilon, scale }, { x }) {
    const channels = x.shape.at(-1) ?? 0;
    return [
      `y = ${scale ? '\\gamma\\, ' : ''}x \\Big/ \\sqrt{\\frac{1}{${channels}} \\sum_{i=1}^{${channels}} x_i^2 + ${epsilon}}`,
      ...(scale ? [`\\text{parameters} = ${channels}`] : []),
    ];
  },
  telling: ({ scale }) => (scale ? '' : 'no scale'),
  examples: [
    { fields: {}, inputs: [[20, 512]], output: [20, 512], parameters: 512, macs: 0 },
    { fields: {}, inputs: [[null, 3, 7]], output: [null, 3, 7], parameters: 7 },
    { fields: { scale: false }, inputs: [[9]], output: [9], parameters: 0 },
  ],
});
