import { field } from '../../field';
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

/** The divisor of a number next to another below and above; each once. */
function divisorsAround(channels: number, groups: number): readonly number[] {
  let below = 1;
  let above = channels;
  // Every divisor has a partner, and one of the two is no larger than the root.
  for (let divisor = 1; divisor * divisor <= channels; divisor++) {
    if (channels % divisor !== 0) continue;
    for (const found of [divisor, channels / divisor]) {
      if (found <= groups) below = Math.max(below, found);
      if (found >= groups) above = Math.min(above, found);
    }
  }
  return [...new Set([below, above])];
}

/** Group normalisation: each group of channels of each example by itself. */
export const groupNormalization = defineLayer({
  id: 'groupNormalization',
  title: 'Group normalisation',
  family: 'normalization',
  summary:
    'Brings each group of channels of each example to mean 0 and variance 1, then scales and shifts every channel by learned numbers; works with batches of any size.',
  source: 'Wu & He, Group Normalization, 2018',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32' } },
  fields: {
    groups: field.integer({
      label: 'Groups',
      help: 'Into how many groups of the same size the channels are divided.',
      default: 32,
      min: 1,
    }),
    epsilon: epsilonField(0.001),
    ...affineFields,
  },
  messages: {
    ...channelMessages,
    groupsDoNotDivide:
      '{channels} channels cannot be divided into {groups} groups of the same size: {channels} / {groups} = {each}.',
  },
  keeps: 'both',
  tape: tapeOfOutput({ kept: 5, gradients: 5, workspace: 2 }),
  infer({ groups }, { x }, report) {
    if (!knowsChannels(x, report)) return null;
    const channels = x.shape.at(-1) ?? 1;
    if (channels % groups === 0) return x;
    report.error(
      'groupsDoNotDivide',
      { channels, groups, each: (channels / groups).toPrecision(3) },
      {
        field: 'groups',
        fixes: divisorsAround(channels, groups).map((divisor) => ({
          title: divisor === 1 ? '1 group' : `${divisor} groups`,
          change: { type: 'setFields', values: { groups: divisor } },
        })),
      },
    );
    return null;
  },
  weights: (fields, { x }) => affineWeights(fields, [x.shape.at(-1) ?? 0]),
  operations: (fields, _inputs, y) => momentOperations(fields, y),
  layers: ({ groups, epsilon, scale, center }) => [
    { className: 'GroupNormalization', config: { groups, epsilon, scale, center } },
  ],
  formula(fields, { x }) {
    const channels = x.shape.at(-1) ?? 0;
    const each = channels / fields.groups;
    return [
      `y = ${affineFormula(fields, `\\frac{x - \\mu_g}{\\sqrt{\\sigma_g^2 + ${fields.epsilon}}}`)}, \\quad g = 1 \\dots ${fields.groups} \\text{ groups of } ${channels} / ${fields.groups} = ${each} \\text{ channels}`,
      ...affineParameters(fields, channels),
    ];
  },
  telling: ({ groups, ...affine }) =>
    [groups === 1 ? '1 group' : `${groups} groups`, ...tellingAffine(affine)].join(' · '),
  examples: [
    { fields: {}, inputs: [[56, 56, 64]], output: [56, 56, 64], parameters: 128, macs: 0 },
    { fields: { groups: 3 }, inputs: [[null, 5, 9]], output: [null, 5, 9], parameters: 18 },
    {
      fields: { groups: 5, scale: false, center: false },
      inputs: [[4, 7, 7, 15]],
      output: [4, 7, 7, 15],
      parameters: 0,
    },
  ],
});
