import { float32 } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';

/** Tells tokens from what fills up short sequences. */
export const paddingMask = defineLayer({
  id: 'paddingMask',
  title: 'Padding mask',
  family: 'attention',
  summary: 'Gives 1 for every token that may be looked at and 0 for those that fill up a sequence.',
  source: 'Keras, Embedding with mask_zero; Vaswani et al., Attention Is All You Need, 2017',
  inputs: {
    x: { rank: { min: 1 }, axes: ['tokens'], help: 'Whole numbers, as int32 or float32.' },
  },
  fields: {
    paddingToken: field.integer({
      label: 'Padding token',
      help: 'The token that fills up short sequences.',
      default: 0,
    }),
  },
  messages: {},
  keeps: 'none',
  infer: (_fields, { x }) => float32(x.shape),
  layers: ({ paddingToken }) => [{ className: 'PaddingMask', config: { paddingToken } }],
  formula: ({ paddingToken }) => [
    `m_t = \\begin{cases} 0 & x_t = ${paddingToken} \\\\ 1 & \\text{otherwise} \\end{cases}`,
  ],
  telling: ({ paddingToken }) => (paddingToken === 0 ? '' : `token ${paddingToken}`),
  examples: [
    { fields: {}, inputs: [{ shape: [80], dtype: 'int32' }], output: [80], parameters: 0, macs: 0 },
    { fields: { paddingToken: 1 }, inputs: [[null]], output: [null], parameters: 0 },
  ],
});
