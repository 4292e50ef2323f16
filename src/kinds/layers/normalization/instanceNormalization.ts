import { defineLayer } from '../../layerKind';
import { tapeOfOutput } from '../../tape';
import {
  affineFields,
  affineFormula,
  affineParameters,
  affineWeights,
  channelMessages,
  epsilonField,
  knowsChannels,
  momentOperations,
  tellingAffine,
} from './normalizationFields';

/** Instance normalisation: each channel of each example by itself. */
export const instanceNormalization = defineLayer({
  id: 'instanceNormalization',
  title: 'Instance normalisation',
  family: 'normalization',
  summary:
    'Brings each channel of each example to mean 0 and variance 1 over its positions, then scales and shifts it by learned numbers.',
  source:
    'Ulyanov et al., Instance Normalization: The Missing Ingredient for Fast Stylization, 2016',
  inputs: { x: { rank: { min: 2 }, dtype: 'float32' } },
  fields: { epsilon: epsilonField(0.00001), ...affineFields },
  messages: {
    ...channelMessages,
    onePosition:
      'Each channel of {shape} has one number, which is its own mean: the output is 0 before it is shifted.',
  },
  keeps: 'both',
  tape: tapeOfOutput({ kept: 5, gradients: 5, workspace: 2 }),
  infer(_fields, { x }, report) {
    if (!knowsChannels(x, report)) return null;
    if (x.shape.slice(0, -1).every((axis) => axis === 1)) {
      report.warning('onePosition', { shape: x.shape.join('×') }, { port: 'x' });
    }
    return x;
  },
  weights: (fields, { x }) => affineWeights(fields, [x.shape.at(-1) ?? 0]),
  operations: (fields, _inputs, y) => momentOperations(fields, y),
  // As in Keras, −1 groups make every channel a group.
  layers: ({ epsilon, scale, center }) => [
    { className: 'GroupNormalization', config: { groups: -1, epsilon, scale, center } },
  ],
  formula(fields, { x }) {
    const channels = x.shape.at(-1) ?? 0;
    return [
      `y = ${affineFormula(fields, `\\frac{x - \\mu_c}{\\sqrt{\\sigma_c^2 + ${fields.epsilon}}}`)}, \\quad c = 1 \\dots ${channels}`,
      ...affineParameters(fields, channels),
    ];
  },
  telling: (fields) => tellingAffine(fields).join(' · '),
  examples: [
    { fields: {}, inputs: [[256, 256, 64]], output: [256, 256, 64], parameters: 128, macs: 0 },
    {
      fields: { scale: false, center: false },
      inputs: [[null, 7, 5]],
      output: [null, 7, 5],
      parameters: 0,
    },
  ],
});
