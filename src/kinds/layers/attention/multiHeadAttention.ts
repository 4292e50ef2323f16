import { elementCount, float32 } from '../../../base/tensorType';
import { type FieldValues, field } from '../../field';
import { defineLayer, type InputsByPort, type Weight } from '../../layerKind';
import { numbersIn } from '../../tape';
import { biasInitializerField, initializerField } from '../sharedFields';
import {
  type AttentionTypes,
  attentionConfig,
  attentionFields,
  attentionFits,
  attentionMessages,
  attentionOutputs,
  attentionSizes,
  hidesKeys,
  inputNames,
  maskPort,
  scoreNumbers,
  scoreOperations,
  sumOf,
  tellingAttention,
  unknownWidthMessage,
  widthsAreKnown,
} from './attentionInputs';

const ports = {
  query: {
    rank: 2,
    axes: ['queries', 'width'],
    dtype: 'float32',
    help: 'what is asked; the same wire as value makes self-attention.',
  },
  value: { rank: 2, axes: ['keys', 'width'], dtype: 'float32', help: 'what is averaged.' },
  key: {
    rank: 2,
    axes: ['keys', 'width'],
    dtype: 'float32',
    optional: true,
    help: 'what queries are compared with; left open, the values are the keys.',
  },
  mask: maskPort,
} as const;

const fields = {
  heads: field.integer({
    label: 'Heads',
    help: 'How many times queries, keys and values meet side by side.',
    default: 8,
    min: 1,
  }),
  keyDim: field.integer({
    label: 'Head width',
    help: 'Width of queries and keys in each head; usually the width of the query divided by the heads.',
    default: 64,
    min: 1,
  }),
  valueDim: field.integer({
    label: 'Value width',
    help: 'Width of values in each head; 0 = that of keys.',
    default: 0,
    advanced: true,
  }),
  outputDim: field.integer({
    label: 'Output width',
    help: 'Width of what comes out; 0 = that of the query.',
    default: 0,
    advanced: true,
  }),
  useBias: field.boolean({
    label: 'Bias',
    help: 'Adds one number per output of each of the four linear maps.',
    default: true,
  }),
  ...attentionFields,
  kernelInitializer: initializerField('Kernels start as', 'glorotUniform'),
  biasInitializer: biasInitializerField,
} as const;

type Values = FieldValues<typeof fields>;

const valueWidthOf = ({ valueDim, keyDim }: Values): number => valueDim || keyDim;

function outputWidth({ outputDim }: Values, inputs: AttentionTypes): number {
  return outputDim || (attentionSizes(inputs).queryWidth ?? 0);
}

/** Kernels and biases of the four linear maps, laid out as in Keras. */
function linearMaps(values: Values, inputs: AttentionTypes): Weight[] {
  const { heads, keyDim, useBias } = values;
  const { queryWidth, keyWidth, valueWidth } = attentionSizes(inputs);
  const headValue = valueWidthOf(values);
  const output = outputWidth(values, inputs);
  const map = (name: string, from: readonly number[], to: readonly number[]): Weight[] => [
    { name: `${name}_kernel`, shape: [...from, ...to], trainable: true },
    ...(useBias ? [{ name: `${name}_bias`, shape: to, trainable: true }] : []),
  ];
  return [
    ...map('query', [queryWidth ?? 0], [heads, keyDim]),
    ...map('key', [keyWidth ?? 0], [heads, keyDim]),
    ...map('value', [valueWidth ?? 0], [heads, headValue]),
    ...map('attention_output', [heads, headValue], [output]),
  ];
}

/** Attention in several heads, the heart of the Transformer. */
export const multiHeadAttention = defineLayer({
  id: 'multiHeadAttention',
  title: 'Multi-head attention',
  family: 'attention',
  summary:
    'Maps queries, keys and values into several heads, lets each attend by itself, and joins what they found.',
  source: 'Vaswani et al., Attention Is All You Need, 2017, §3.2.2; Keras, MultiHeadAttention',
  inputs: ports,
  outputs: attentionOutputs,
  fields,
  messages: {
    ...attentionMessages,
    ...unknownWidthMessage,
    headWidth:
      '{heads} heads of {keyDim} are {total} wide together, the query is {width} wide: the paper shares its width among the heads.',
  },
  keeps: 'both',
  tape: (values, inputs, y) => {
    const { heads, keyDim, causal, useBias } = values;
    const { queries, keys } = attentionSizes(inputs);
    const scores = heads * scoreNumbers(inputs);
    const query = (queries ?? 1) * heads * keyDim;
    const key = (keys ?? 1) * heads * keyDim;
    const value = (keys ?? 1) * heads * valueWidthOf(values);
    const joined = (queries ?? 1) * heads * valueWidthOf(values);
    const biased = useBias ? query + key + value + numbersIn(y) : 0;
    return {
      kept: scores * (causal ? 2 : 1) + 4 * query + 2 * (key + value) + biased,
      gradients: 2 * scores + 5 * query + 2 * (key + value),
      compiled: {
        kept: scores + query + key + value + joined + biased,
        gradients: query + key + value + joined,
      },
    };
  },
  infer(values, inputs, report) {
    if (!attentionFits(inputs, report) || !widthsAreKnown(inputs, report)) return null;
    const { queries, keys, queryWidth } = attentionSizes(inputs);
    const { heads, keyDim } = values;
    const share = (queryWidth ?? 0) / heads;
    if (heads * keyDim !== queryWidth) {
      const fixes = Number.isInteger(share)
        ? [
            {
              title: `Make heads ${share} wide`,
              change: { type: 'setFields' as const, values: { keyDim: share } },
            },
          ]
        : [];
      const numbers = { heads, keyDim, total: heads * keyDim, width: queryWidth ?? '?' };
      report.hint('headWidth', numbers, { field: 'keyDim', fixes });
    }
    const y = float32([queries, outputWidth(values, inputs)]);
    const outputs: InputsByPort = values.returnScores
      ? { y, scores: float32([heads, queries, keys]) }
      : { y };
    return outputs;
  },
  weights: linearMaps,
  macs(values, inputs) {
    const { heads, keyDim } = values;
    const { queries, keys, queryWidth, keyWidth, valueWidth } = attentionSizes(inputs);
    const headValue = valueWidthOf(values);
    return sumOf(
      elementCount([queries, queryWidth, heads, keyDim]),
      elementCount([keys, keyWidth, heads, keyDim]),
      elementCount([keys, valueWidth, heads, headValue]),
      elementCount([heads, queries, keys, keyDim + headValue]),
      elementCount([queries, heads, headValue, outputWidth(values, inputs)]),
    );
  },
  operations(values, inputs) {
    const { heads, keyDim, useBias } = values;
    const sizes = attentionSizes(inputs);
    const { queries, keys } = sizes;
    return sumOf(
      scoreOperations({ ...sizes, leading: [heads] }, hidesKeys(inputs, values), 1),
      ...(useBias
        ? [
            elementCount([queries, heads, keyDim]),
            elementCount([keys, heads, keyDim + valueWidthOf(values)]),
            elementCount([queries, outputWidth(values, inputs)]),
          ]
        : []),
    );
  },
  reach: () => 'everything',
  layers: (values, inputs) => [
    {
      className: 'MultiHeadAttention',
      config: {
        inputNames: inputNames(ports, inputs),
        numHeads: values.heads,
        keyDim: values.keyDim,
        ...(values.valueDim > 0 ? { valueDim: values.valueDim } : {}),
        ...(values.outputDim > 0 ? { outputDim: values.outputDim } : {}),
        useBias: values.useBias,
        ...attentionConfig(values),
        kernelInitializer: values.kernelInitializer,
        ...(values.useBias ? { biasInitializer: values.biasInitializer } : {}),
      },
    },
  ],
  formula(values, inputs) {
    const { heads, keyDim, useBias, causal } = values;
    const { queryWidth, keyWidth, valueWidth } = attentionSizes(inputs);
    const headValue = valueWidthOf(values);
    const output = outputWidth(values, inputs);
    const total = linearMaps(values, inputs).reduce(
      (sum, { shape }) => sum + (elementCount(shape) ?? 0),
      0,
    );
    const bias = (count: number): string => (useBias ? ` + ${count}` : '');
    const hides = [
      ...(causal ? ['j > i \\Rightarrow \\alpha_{ij} = 0'] : []),
      ...(inputs.mask ? ['m_j = 0 \\Rightarrow \\alpha_{ij} = 0'] : []),
    ].map((rule) => `, \\; ${rule}`);
    return [
      `A_h = \\operatorname{softmax}\\left(\\frac{Q W^Q_h (K W^K_h)^{\\top}}{\\sqrt{${keyDim}}}\\right)${hides.join('')}, \\quad h = 1 \\dots ${heads}`,
      `y = [A_1 V W^V_1, \\dots, A_{${heads}} V W^V_{${heads}}] \\, W^O${useBias ? ' + b' : ''}, \\quad W^O \\in \\mathbb{R}^{${heads * headValue} \\times ${output}}`,
      '\\text{parameters} = W^Q + W^K + W^V + W^O',
      `= (${queryWidth} \\cdot ${heads * keyDim}${bias(heads * keyDim)}) + (${keyWidth} \\cdot ${heads * keyDim}${bias(heads * keyDim)}) + (${valueWidth} \\cdot ${heads * headValue}${bias(heads * headValue)}) + (${heads * headValue} \\cdot ${output}${bias(output)}) = ${total}`,
    ];
  },
  telling: ({ heads, keyDim, ...rest }) =>
    [`${heads}×${keyDim}`, ...tellingAttention(rest)].join(' · '),
  examples: [
    {
      fields: { heads: 12, keyDim: 64 },
      inputs: [
        [128, 768],
        [128, 768],
      ],
      output: [128, 768],
      parameters: 2362368,
      macs: 327155712,
    },
    {
      fields: {},
      inputs: [
        [null, 512],
        [null, 512],
      ],
      output: [null, 512],
      parameters: 1050624,
    },
    {
      fields: { useBias: false, causal: true },
      inputs: [
        [10, 512],
        [10, 512],
      ],
      output: [10, 512],
      parameters: 1048576,
      macs: 10588160,
    },
    {
      fields: { heads: 3, keyDim: 5, valueDim: 4, outputDim: 11, returnScores: true },
      inputs: [[7, 9], [6, 8], [6, 10], [6]],
      output: [7, 11],
      parameters: 566,
      macs: 4479,
    },
  ],
});
