import { elementCount, float32, formatShape } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { biasInitializerField, initializerField } from '../sharedFields';

/** The way back from vectors to tokens, by an embedding matrix. */
export const embeddingProjection = defineLayer({
  id: 'embeddingProjection',
  title: 'Embedding projection',
  family: 'sequence',
  summary:
    'Scores every token of a vocabulary by the product of a vector with the row of an embedding for that token.',
  source: 'Press & Wolf, Using the Output Embedding to Improve Language Models, 2017',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32' } },
  fields: {
    inputDim: field.integer({
      label: 'Vocabulary',
      help: 'How many tokens there are.',
      default: 1000,
      min: 1,
    }),
    useBias: field.boolean({ label: 'Bias', help: 'Adds one number per token.', default: false }),
    embeddingsInitializer: initializerField('Rows start as', 'randomUniform'),
    biasInitializer: biasInitializerField,
  },
  sharesWith: { embedding: ['embeddings'] },
  messages: {
    unknownWidth:
      'The width of {shape} is unknown, so the number of weights is too. Give its last axis a number.',
  },
  infer({ inputDim }, { x }, report) {
    if (x.shape.at(-1) === null) {
      report.error('unknownWidth', { shape: formatShape(x.shape) }, { port: 'x' });
      return null;
    }
    return float32([...x.shape.slice(0, -1), inputDim]);
  },
  weights: ({ inputDim, useBias }, { x }) => [
    { name: 'embeddings', shape: [inputDim, x.shape.at(-1) ?? 0], trainable: true },
    ...(useBias ? [{ name: 'bias', shape: [inputDim], trainable: true }] : []),
  ],
  macs: ({ inputDim }, { x }) => elementCount([...x.shape, inputDim]),
  operations: ({ useBias }, _inputs, y) => (useBias ? elementCount(y.shape) : 0),
  layers: ({ inputDim, useBias, embeddingsInitializer, biasInitializer }) => [
    {
      className: 'EmbeddingProjection',
      config: {
        inputDim,
        embeddingsInitializer,
        ...(useBias ? { useBias, biasInitializer } : {}),
      },
    },
  ],
  formula({ inputDim, useBias }, { x }) {
    const width = x.shape.at(-1) ?? 0;
    const bias = useBias ? [' + b', ' + V', ` + ${inputDim}`] : ['', '', ''];
    return [
      `y = x E^{\\top}${bias[0]}, \\quad E \\in \\mathbb{R}^{${inputDim} \\times ${width}}`,
      `\\text{parameters} = V \\cdot d${bias[1]} = ${inputDim} \\cdot ${width}${bias[2]} = ${inputDim * width + (useBias ? inputDim : 0)}`,
    ];
  },
  telling: ({ inputDim }) => `→ ${inputDim}`,
  examples: [
    {
      fields: { inputDim: 37000 },
      inputs: [[25, 512]],
      output: [25, 37000],
      parameters: 18944000,
      macs: 473600000,
    },
    {
      fields: { inputDim: 7, useBias: true },
      inputs: [[null, 3]],
      output: [null, 7],
      parameters: 28,
    },
  ],
});
