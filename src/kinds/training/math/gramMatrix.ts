import { field } from '../../field';
import { tapeOfInput } from '../../tape';
import { defineMath } from '../stepKind';

/** What feature maps have in common: a style. */
export const gramMatrix = defineMath({
  id: 'gramMatrix',
  title: 'Gram matrix',
  summary:
    'How much every two feature maps have in common, wherever that is: the style of an image.',
  source: 'Gatys, Ecker & Bethge, Image Style Transfer Using Convolutional Neural Networks, 2016',
  inputs: { x: { rank: { min: 2 }, dtype: 'float32', help: 'Feature maps, channels last.' } },
  fields: {
    divideBy: field.choice({
      label: 'Divided by',
      help: 'So that images of all sizes can be compared.',
      default: 'numbers',
      options: [
        { value: 'numbers', label: 'places × channels' },
        { value: 'positions', label: 'places' },
        { value: 'nothing', label: 'nothing' },
      ],
    }),
  },
  messages: {},
  tape: tapeOfInput({ kept: 0.2, gradients: 2.2 }),
  infer(_fields, { x }) {
    const channels = x.shape.at(-1) ?? null;
    return { shape: [channels, channels], dtype: 'float32' };
  },
  formula: ({ divideBy }) => [
    `G_{a,b} = ${divideBy === 'numbers' ? '\\frac{1}{PC}' : divideBy === 'positions' ? '\\frac{1}{P}' : ''}\\sum_{p=1}^{P} x_{p,a}\\, x_{p,b}`,
  ],
  telling: ({ divideBy }) => (divideBy === 'numbers' ? '' : `÷ ${divideBy}`),
  examples: [
    { fields: {}, inputs: [[4, 5, 3]], output: [3, 3], parameters: 0 },
    { fields: { divideBy: 'positions' }, inputs: [[6, 2]], output: [2, 2], parameters: 0 },
    { fields: { divideBy: 'nothing' }, inputs: [[6, 2]], output: [2, 2], parameters: 0 },
  ],
});
