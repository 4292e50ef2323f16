import { elementCount } from '../../../base/tensorType';
import { defineLayer } from '../../layerKind';
import { numbersIn } from '../../tape';
import {
  attentionConfig,
  attentionFields,
  attentionFits,
  attentionInputs,
  attentionMessages,
  attentionOutputs,
  attentionSizes,
  attentionTypes,
  hidesKeys,
  inputNames,
  meanOfValues,
  scoreNumbers,
  scoreOperations,
  tellingAttention,
  widthsAgree,
  widthsDifferMessage,
} from './attentionInputs';

const ports = {
  query: attentionInputs.query,
  key: {
    rank: { min: 2 },
    dtype: 'float32',
    help: 'what queries are compared with: [keys, width].',
  },
  value: attentionInputs.value,
  mask: attentionInputs.mask,
} as const;

/** The attention of the Transformer, without weights of its own. */
export const scaledDotProductAttention = defineLayer({
  id: 'scaledDotProductAttention',
  title: 'Scaled dot-product attention',
  family: 'attention',
  summary:
    'For every query the mean of the values, weighted by how well the keys match it, scaled by the root of their width.',
  source: 'Vaswani et al., Attention Is All You Need, 2017, §3.2.1',
  inputs: ports,
  outputs: attentionOutputs,
  fields: attentionFields,
  messages: { ...attentionMessages, ...widthsDifferMessage },
  keeps: 'both',
  tape: ({ causal }, inputs) => {
    const scores = scoreNumbers(inputs);
    const query = numbersIn(inputs.query);
    return {
      kept: scores * (causal ? 2 : 1) + query,
      gradients: 2 * scores + query,
    };
  },
  infer: ({ returnScores }, inputs, report) =>
    attentionFits(inputs, report) && widthsAgree(inputs, report)
      ? attentionTypes(inputs, returnScores)
      : null,
  macs(_fields, inputs) {
    const { leading, queries, keys, keyWidth, valueWidth } = attentionSizes(inputs);
    if (keyWidth === null || valueWidth === null) return null;
    return elementCount([...leading, queries, keys, keyWidth + valueWidth]);
  },
  operations: (fields, inputs) =>
    scoreOperations(attentionSizes(inputs), hidesKeys(inputs, fields), 1),
  reach: () => 'everything',
  layers: (fields, inputs) => [
    {
      className: 'Attention',
      config: {
        inputNames: inputNames(ports, inputs),
        score: 'dot',
        scale: 'width',
        ...attentionConfig(fields),
      },
    },
  ],
  formula(fields, inputs) {
    const { isSingle, keyWidth } = attentionSizes(inputs);
    const [pair, one] = isSingle ? ['j', ''] : ['ij', '_i'];
    const root = keyWidth === null ? '\\sqrt{d}' : `\\sqrt{${keyWidth}}`;
    return [`e_{${pair}} = \\frac{q${one} \\cdot k_j}{${root}}`, ...meanOfValues(inputs, fields)];
  },
  telling: (fields) => tellingAttention(fields).join(' · '),
  examples: [
    {
      fields: { causal: true },
      inputs: [
        [10, 64],
        [10, 64],
        [10, 64],
      ],
      output: [10, 64],
      parameters: 0,
      macs: 12800,
    },
    {
      fields: { returnScores: true },
      inputs: [[8, 3, 5], [8, 7, 5], [8, 7, 9], [7]],
      output: [8, 3, 9],
      parameters: 0,
      macs: 2352,
    },
    {
      fields: {},
      inputs: [[6], [null, 6], [null, 2]],
      output: [2],
      parameters: 0,
    },
  ],
});
