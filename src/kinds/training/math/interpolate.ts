import { field } from '../../field';
import { tapeOfInput } from '../../tape';
import { defineMath } from '../stepKind';
import { equalMessages, haveEqualShapes } from './equalShapes';

/** Points between two tensors. */
export const interpolate = defineMath({
  id: 'interpolate',
  title: 'Interpolate',
  summary:
    'A point between two tensors: for every example at a random place, as a gradient penalty needs, or at a fixed share.',
  source: 'Gulrajani et al., Improved Training of Wasserstein GANs, 2017',
  inputs: {
    a: { dtype: 'float32', help: 'Where the share is 0.' },
    b: { dtype: 'float32', help: 'Where the share is 1.' },
  },
  fields: {
    place: field.choice({
      label: 'Place',
      help: 'At random between 0 and 1 for every example, or at the share below.',
      default: 'random',
      options: [
        { value: 'random', label: 'random' },
        { value: 'fixed', label: 'fixed' },
      ],
    }),
    share: field.number({
      label: 'Share',
      help: 'Of b, at a fixed place; below 0 or above 1 it lies beyond the ends.',
      default: 0.5,
    }),
  },
  messages: equalMessages,
  tape: tapeOfInput({ kept: 3 }),
  infer: (_fields, { a, b }, report) =>
    haveEqualShapes('Interpolate', { a, b }, report) ? a : null,
  formula: ({ place, share }) =>
    place === 'fixed'
      ? [`y = a + ${share} \\cdot (b - a)`]
      : [
          'y_i = (1 - \\varepsilon_i)\\, a_i + \\varepsilon_i\\, b_i, \\quad \\varepsilon_i \\sim U[0, 1)',
        ],
  telling: ({ place, share }) => (place === 'fixed' ? `share ${share}` : 'random'),
  examples: [
    { fields: {}, inputs: [[2], [2]], output: [2], parameters: 0 },
    {
      fields: { place: 'fixed', share: 0.25 },
      inputs: [
        [4, 4, 3],
        [4, 4, 3],
      ],
      output: [4, 4, 3],
      parameters: 0,
    },
  ],
});
