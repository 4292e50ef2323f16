import { elementCount } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { biasInitializerField, initializerField } from '../sharedFields';
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
  widthsAreKnown,
} from './attentionInputs';

/** Attention whose scores are a small network of query and key. */
export const additiveAttention = defineLayer({
  id: 'additiveAttention',
  title: 'Attention (Bahdanau)',
  family: 'attention',
  summary:
    'For every query the mean of the values, weighted by a small network that looks at query and key.',
  source:
    'Bahdanau et al., Neural Machine Translation by Jointly Learning to Align and Translate, 2015, §3.1 and A.1.2',
  inputs: attentionInputs,
  outputs: attentionOutputs,
  fields: {
    units: field.integer({
      label: 'Units',
      help: 'Width of the hidden layer in which query and key meet.',
      default: 64,
      min: 1,
    }),
    useBias: field.boolean({
      label: 'Bias',
      help: 'On: the hidden layer adds one number per unit; the paper leaves it out.',
      default: false,
    }),
    ...attentionFields,
    kernelInitializer: initializerField('Kernels start as', 'glorotUniform'),
    biasInitializer: biasInitializerField,
  },
  messages: { ...attentionMessages, ...unknownWidthMessage },
  keeps: 'both',
  // Every query meets every key in a vector of its own.
  tape: (_fields, inputs) => {
    const scores = scoreNumbers(inputs);
    const pairs = scores * (attentionSizes(inputs).queryWidth ?? 1);
    return {
      kept: 9 * pairs + 2 * scores,
      gradients: 17 * pairs + 2 * scores,
      workspace: 15 * pairs,
    };
  },
  infer({ returnScores }, inputs, report) {
    const { query, value, key = value } = inputs;
    return attentionFits(inputs, report) && widthsAreKnown({ query, value: key }, report)
      ? attentionTypes(inputs, returnScores)
      : null;
  },
  weights({ units, useBias }, inputs) {
    const { queryWidth, keyWidth } = attentionSizes(inputs);
    return [
      { name: 'query_kernel', shape: [queryWidth ?? 0, units], trainable: true },
      { name: 'key_kernel', shape: [keyWidth ?? 0, units], trainable: true },
      ...(useBias ? [{ name: 'bias', shape: [units], trainable: true }] : []),
      { name: 'score_kernel', shape: [units, 1], trainable: true },
    ];
  },
  macs({ units }, inputs) {
    const { leading, queries, keys, queryWidth, keyWidth, valueWidth } = attentionSizes(inputs);
    if (valueWidth === null) return null;
    return sumOf(
      elementCount([...leading, queries, queryWidth, units]),
      elementCount([...leading, keys, keyWidth, units]),
      elementCount([...leading, queries, keys, units + valueWidth]),
    );
  },
  operations(fields, inputs) {
    const sizes = attentionSizes(inputs);
    // Every pair of query and key adds two rows of the hidden layer and takes their tanh.
    return sumOf(
      scoreOperations(sizes, hidesKeys(inputs, fields), 2 * fields.units),
      fields.useBias ? elementCount([...sizes.leading, sizes.keys, fields.units]) : 0,
    );
  },
  reach: () => 'everything',
  layers: (fields, inputs) => [
    {
      className: 'Attention',
      config: {
        inputNames: inputNames(attentionInputs, inputs),
        score: 'additive',
        units: fields.units,
        ...(fields.useBias ? { useBias: true, biasInitializer: fields.biasInitializer } : {}),
        ...attentionConfig(fields),
        kernelInitializer: fields.kernelInitializer,
      },
    },
  ],
  formula(fields, inputs) {
    const { isSingle, queryWidth, keyWidth } = attentionSizes(inputs);
    const [pair, one] = isSingle ? ['j', ''] : ['ij', '_i'];
    const { units, useBias } = fields;
    const [rows, columns] = [queryWidth ?? 0, keyWidth ?? 0];
    const bias = useBias ? [' + b', ' + u', ` + ${units}`] : ['', '', ''];
    return [
      `e_{${pair}} = v^{\\top} \\tanh(W_1 q${one} + W_2 k_j${bias[0]}), \\quad v \\in \\mathbb{R}^{${units}}`,
      ...meanOfValues(inputs, fields),
      `\\text{parameters} = q \\cdot u + k \\cdot u${bias[1]} + u = ${rows} \\cdot ${units} + ${columns} \\cdot ${units}${bias[2]} + ${units} = ${(rows + columns + 1) * units + (useBias ? units : 0)}`,
    ];
  },
  telling: ({ units, ...fields }) => [`${units} units`, ...tellingAttention(fields)].join(' · '),
  examples: [
    {
      fields: { units: 1000 },
      inputs: [[1000], [30, 2000]],
      output: [2000],
      parameters: 3001000,
      macs: 61090000,
    },
    {
      fields: { units: 4, useBias: true, returnScores: true },
      inputs: [[5, 7], [null, 3], [null, 6], [null]],
      output: [5, 3],
      parameters: 60,
    },
  ],
});
