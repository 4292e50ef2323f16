import { float32 } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import {
  embeddingOptionFields,
  withEmbeddingOptions,
  withEmbeddingOptionWeights,
} from '../kernelOptions';
import { initializerField, wayOfMasks } from '../sharedFields';

/** A learned row of numbers for every token. */
export const embedding = defineLayer({
  id: 'embedding',
  title: 'Embedding',
  family: 'sequence',
  summary: 'Looks up a learned row of numbers for every token, a whole number from 0.',
  source: 'Bengio et al., A Neural Probabilistic Language Model, 2003',
  inputs: { x: { rank: 1, axes: ['tokens'], help: 'Whole numbers, as int32 or float32.' } },
  fields: {
    inputDim: field.integer({
      label: 'Vocabulary',
      help: 'How many tokens there are: the largest is one less.',
      default: 1000,
      min: 1,
    }),
    outputDim: field.integer({
      label: 'Features',
      help: 'Numbers per token.',
      default: 64,
      min: 1,
    }),
    maskZero: field.boolean({
      label: 'Token 0 is padding',
      help: `On: recurrent layers pass over the steps of token 0, which the vocabulary counts all the same; ${wayOfMasks}.`,
      default: false,
    }),
    embeddingsInitializer: initializerField('Rows start as', 'randomUniform'),
    ...embeddingOptionFields,
  },
  messages: {},
  keeps: 'inputs',
  infer: ({ outputDim }, { x }) => float32([x.shape[0] ?? null, outputDim]),
  weights: ({ inputDim, outputDim, ...options }) =>
    withEmbeddingOptionWeights(
      [{ name: 'embeddings', shape: [inputDim, outputDim], trainable: true }],
      options,
    ),
  // Rows are looked up, not computed.
  operations: () => 0,
  layers: ({ inputDim, outputDim, maskZero, embeddingsInitializer, ...options }) => [
    withEmbeddingOptions(
      {
        className: 'Embedding',
        config: {
          inputDim,
          outputDim,
          embeddingsInitializer,
          ...(maskZero ? { maskZero } : {}),
        },
      },
      options,
    ),
  ],
  formula: ({ inputDim, outputDim, maskZero }, { x }) => [
    `y_t = E_{x_t}, \\quad t = 1 \\dots ${x.shape[0] ?? 'T'}${maskZero ? ', \\quad x_t = 0 \\text{ is padding}' : ''}`,
    `\\text{parameters} = V \\cdot d = ${inputDim} \\cdot ${outputDim} = ${inputDim * outputDim}`,
  ],
  telling: ({ inputDim, outputDim, maskZero }) =>
    `${inputDim} → ${outputDim}${maskZero ? ' · 0 is padding' : ''}`,
  examples: [
    {
      fields: { inputDim: 10000, outputDim: 128 },
      inputs: [{ shape: [80], dtype: 'int32' }],
      output: [80, 128],
      parameters: 1280000,
      macs: 0,
    },
    {
      fields: { inputDim: 96, outputDim: 16 },
      inputs: [[null]],
      output: [null, 16],
      parameters: 1536,
    },
    {
      fields: { inputDim: 7, outputDim: 3, embeddingsConstraint: 'unitNorm', embeddingsL2: 0.001 },
      inputs: [[5]],
      output: [5, 3],
      parameters: 21,
    },
    {
      fields: { inputDim: 20, outputDim: 4, maskZero: true },
      inputs: [[9]],
      output: [9, 4],
      parameters: 80,
    },
    {
      fields: { inputDim: 7, outputDim: 3, startingSpread: 0.5 },
      inputs: [[5]],
      output: [5, 3],
      parameters: 21,
    },
    {
      fields: { inputDim: 7, outputDim: 3, kernelNormalization: 'weight' },
      inputs: [[5]],
      output: [5, 3],
      parameters: 28,
    },
  ],
});
