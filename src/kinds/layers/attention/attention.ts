import { elementCount } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { initializerField } from '../sharedFields';
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
  sumOf,
  tellingAttention,
  unknownWidthMessage,
  widthsAgree,
  widthsAreKnown,
  widthsDifferMessage,
} from './attentionInputs';

/** Multiplicative attention. */
export const attention = defineLayer({
  id: 'attention',
  title: 'Attention (Luong)',
  family: 'attention',
  summary: 'For every query the mean of the values, weighted by the product of query and key.',
  source:
    'Luong et al., Effective Approaches to Attention-based Neural Machine Translation, 2015, §3.1; the learned scale: Keras, Attention',
  inputs: attentionInputs,
  outputs: attentionOutputs,
  fields: {
    score: field.choice({
      label: 'Score',
      help: 'dot: the product of query and key. general: with a learned matrix between them, so that their widths may differ.',
      default: 'dot',
      options: [
        { value: 'dot', label: 'dot' },
        { value: 'general', label: 'general' },
      ],
    }),
    useScale: field.boolean({
      label: 'Learned scale',
      help: 'On: all scores are multiplied by one learned number, which starts at 1.',
      default: false,
    }),
    ...attentionFields,
    kernelInitializer: initializerField('Kernel starts as', 'glorotUniform'),
  },
  messages: { ...attentionMessages, ...widthsDifferMessage, ...unknownWidthMessage },
  keeps: 'both',
  tape: ({ causal }, inputs) => ({
    kept: scoreNumbers(inputs) * (causal ? 2 : 1),
    gradients: 2 * scoreNumbers(inputs),
  }),
  infer({ score, returnScores }, inputs, report) {
    if (!attentionFits(inputs, report)) return null;
    const { query, value, key = value } = inputs;
    const sound =
      score === 'general'
        ? widthsAreKnown({ query, value: key }, report)
        : widthsAgree(inputs, report);
    return sound ? attentionTypes(inputs, returnScores) : null;
  },
  weights({ score, useScale }, inputs) {
    const { queryWidth, keyWidth } = attentionSizes(inputs);
    const shape = [queryWidth ?? 0, keyWidth ?? 0];
    return [
      ...(score === 'general' ? [{ name: 'kernel', shape, trainable: true }] : []),
      ...(useScale ? [{ name: 'scale', shape: [], trainable: true }] : []),
    ];
  },
  macs({ score }, inputs) {
    const { leading, queries, keys, queryWidth, keyWidth, valueWidth } = attentionSizes(inputs);
    if (keyWidth === null || valueWidth === null) return null;
    return sumOf(
      score === 'general' ? elementCount([...leading, queries, queryWidth, keyWidth]) : 0,
      elementCount([...leading, queries, keys, keyWidth + valueWidth]),
    );
  },
  operations: (fields, inputs) =>
    scoreOperations(attentionSizes(inputs), hidesKeys(inputs, fields), fields.useScale ? 1 : 0),
  reach: () => 'everything',
  layers: (fields, inputs) => [
    {
      className: 'Attention',
      config: {
        inputNames: inputNames(attentionInputs, inputs),
        score: fields.score,
        ...(fields.useScale ? { scale: 'learned' } : {}),
        ...attentionConfig(fields),
        ...(fields.score === 'general' ? { kernelInitializer: fields.kernelInitializer } : {}),
      },
    },
  ],
  formula(fields, inputs) {
    const { isSingle, queryWidth, keyWidth } = attentionSizes(inputs);
    const [pair, one] = isSingle ? ['j', ''] : ['ij', '_i'];
    const scale = fields.useScale ? 's \\cdot ' : '';
    if (fields.score === 'dot') {
      return [`e_{${pair}} = ${scale}q${one} \\cdot k_j`, ...meanOfValues(inputs, fields)];
    }
    const [rows, columns] = [queryWidth ?? 0, keyWidth ?? 0];
    const scaleCount = fields.useScale ? ' + 1' : '';
    return [
      `e_{${pair}} = ${scale}q${one}^{\\top} W k_j`,
      ...meanOfValues(inputs, fields),
      `\\text{parameters} = q \\cdot k${scaleCount} = ${rows} \\cdot ${columns}${scaleCount} = ${rows * columns + (fields.useScale ? 1 : 0)}`,
    ];
  },
  telling: ({ score, useScale, ...fields }) =>
    [score, ...(useScale ? ['scaled'] : []), ...tellingAttention(fields)].join(' · '),
  examples: [
    {
      fields: { score: 'general' },
      inputs: [[512], [20, 256]],
      output: [256],
      parameters: 131072,
      macs: 141312,
    },
    {
      fields: { useScale: true, returnScores: true },
      inputs: [[7, 5], [null, 3], [null, 5], [null]],
      output: [7, 3],
      parameters: 1,
    },
    {
      fields: {},
      inputs: [
        [4, 6],
        [9, 6],
      ],
      output: [4, 6],
      parameters: 0,
      macs: 432,
    },
  ],
});
