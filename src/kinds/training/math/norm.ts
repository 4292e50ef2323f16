import { field } from '../../field';
import { tapeOfInput } from '../../tape';
import { defineMath } from '../stepKind';

const norms = {
  l2: { label: 'L2: length', formula: 'y = \\sqrt{\\sum_k x_k^2}' },
  squared: { label: 'squared length', formula: 'y = \\sum_k x_k^2' },
  l1: { label: 'L1: absolute values', formula: 'y = \\sum_k |x_k|' },
  largest: { label: 'largest absolute value', formula: 'y = \\max_k |x_k|' },
} as const;

/** How large every example is. */
export const norm = defineMath({
  id: 'norm',
  title: 'Norm',
  summary: 'How large every example is: its length, or another measure.',
  source: 'Goodfellow et al., Deep Learning, §2.5',
  inputs: { x: { dtype: 'float32' } },
  fields: {
    norm: field.choice({
      label: 'Norm',
      help: 'How the numbers of an example become one.',
      default: 'l2',
      options: (Object.keys(norms) as (keyof typeof norms)[]).map((value) => ({
        value,
        label: norms[value].label,
      })),
    }),
  },
  messages: {},
  tape: tapeOfInput({ kept: 1, gradients: 3 }),
  infer: () => ({ shape: [], dtype: 'float32' }),
  formula: ({ norm: order }) => [norms[order].formula],
  telling: ({ norm: order }) => norms[order].label,
  examples: [
    { fields: {}, inputs: [[4, 4, 3]], output: [], parameters: 0 },
    { fields: { norm: 'squared' }, inputs: [[5]], output: [], parameters: 0 },
    { fields: { norm: 'l1' }, inputs: [[5]], output: [], parameters: 0 },
    { fields: { norm: 'largest' }, inputs: [[5]], output: [], parameters: 0 },
  ],
});
