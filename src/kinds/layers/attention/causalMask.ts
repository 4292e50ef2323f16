import { float32 } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';

/** Which places a place of a sequence may look at: none after it. */
export const causalMask = defineLayer({
  id: 'causalMask',
  title: 'Causal mask',
  family: 'attention',
  summary:
    'Gives 1 where a place of a sequence may look at another, itself or one before it, and 0 elsewhere.',
  source:
    'Vaswani et al., Attention Is All You Need, 2017, §3.2.3; windows: Child et al., Generating Long Sequences with Sparse Transformers, 2019',
  inputs: {
    x: { rank: { min: 1 }, help: 'only the length of the sequence, its first axis, counts.' },
  },
  fields: {
    window: field.integer({
      label: 'Window',
      help: 'How many places a place sees, its own included; 0 = all before it.',
      default: 0,
    }),
  },
  messages: {},
  keeps: 'none',
  infer: (_fields, { x }) => float32([x.shape[0] ?? null, x.shape[0] ?? null]),
  layers: ({ window }) => [{ className: 'CausalMask', config: { window } }],
  formula: ({ window }, { x }) => [
    `m_{ij} = \\begin{cases} 1 & ${window > 0 ? `i - ${window} < ` : ''}j \\le i \\\\ 0 & \\text{otherwise} \\end{cases}, \\quad i, j = 1 \\dots ${x.shape[0] ?? 'T'}`,
  ],
  telling: ({ window }) => (window > 0 ? `window ${window}` : ''),
  examples: [
    { fields: {}, inputs: [[10, 64]], output: [10, 10], parameters: 0, macs: 0 },
    { fields: { window: 3 }, inputs: [[null]], output: [null, null], parameters: 0 },
  ],
});
