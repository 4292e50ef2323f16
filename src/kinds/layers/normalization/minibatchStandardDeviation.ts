import { elementCount } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { numbersIn } from '../../tape';

/** The channel by which a discriminator sees how varied a batch is. */
export const minibatchStandardDeviation = defineLayer({
  id: 'minibatchStandardDeviation',
  title: 'Minibatch standard deviation',
  family: 'normalization',
  summary:
    'Adds a channel that says how much the examples of a batch differ, so that a discriminator sees when a generator always gives the same.',
  source: 'Karras et al., Progressive Growing of GANs, 2018, §3',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32' } },
  fields: {
    groupSize: field.integer({
      label: 'Group',
      help: 'Examples that are compared with each other. 0, or a number that does not divide the batch: all of them.',
      default: 4,
    }),
  },
  messages: {},
  // Differences and their squares, and of each group variances and roots.
  tape({ groupSize }, { x }) {
    const numbers = numbersIn(x);
    const ofGroup = groupSize === 0 ? 0 : numbers / groupSize;
    return { kept: 2 * numbers + 3 * ofGroup, gradients: 3 * numbers + 4 * ofGroup };
  },
  infer(_fields, { x }) {
    const channels = x.shape.at(-1) ?? null;
    return { ...x, shape: [...x.shape.slice(0, -1), channels === null ? null : channels + 1] };
  },
  operations(_fields, { x }) {
    const elements = elementCount(x.shape);
    // Two sums, a difference and a square for each number; a root and a sum for each of the group.
    return elements === null ? null : 6 * elements;
  },
  reach: () => 'everything',
  layers: ({ groupSize }) => [{ className: 'MinibatchStandardDeviation', config: { groupSize } }],
  formula({ groupSize }, { x }) {
    const shape = x.shape.map((length) => length ?? '?').join(' \\cdot ');
    const size = groupSize === 0 ? 'N' : groupSize;
    return [
      `\\sigma_i = \\sqrt{\\frac{1}{${size}} \\sum_{n=1}^{${size}} (x_{n,i} - \\bar{x}_i)^2 + 10^{-8}}`,
      `y = [x;\\, s], \\quad s = \\frac{1}{I} \\sum_{i=1}^{I} \\sigma_i, \\quad I = ${shape}`,
    ];
  },
  telling: ({ groupSize }) => (groupSize === 0 ? 'whole batch' : `groups of ${groupSize}`),
  examples: [
    { fields: {}, inputs: [[4, 4, 512]], output: [4, 4, 513], parameters: 0, macs: 0 },
    { fields: { groupSize: 0 }, inputs: [[null, 3]], output: [null, 4], parameters: 0 },
  ],
});
