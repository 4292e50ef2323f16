import { elementCount, formatShape } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { rowInitializerField } from '../sharedFields';
import { inferShaped, likePort, noAxesMessage } from './likePort';

/** Numbers that are learned and belong to no input. */
export const learnedTensor = defineLayer({
  id: 'learnedTensor',
  title: 'Learned tensor',
  family: 'source',
  summary: 'Gives every example the same numbers, which are learned: a class token, a memory.',
  source:
    'Karras et al., A Style-Based Generator Architecture for Generative Adversarial Networks, 2019, §2; Dosovitskiy et al., An Image is Worth 16x16 Words, 2021',
  inputs: { like: likePort },
  fields: {
    shape: field.shape({
      label: 'Shape',
      help: 'Without the batch axis.',
      default: [1, 64],
    }),
    valueInitializer: rowInitializerField('Starts as', 'zeros'),
  },
  messages: noAxesMessage,
  keeps: 'none',
  infer: ({ shape }, _inputs, report) => inferShaped(shape, report),
  weights: ({ shape }) => [{ name: 'value', shape, trainable: true }],
  operations: () => 0,
  reach: () => 'nothing',
  layers: ({ shape, valueInitializer }) => [
    { className: 'LearnedTensor', config: { shape, valueInitializer } },
  ],
  formula: ({ shape }) => [
    `y = C, \\quad C \\in \\mathbb{R}^{${shape.join(' \\times ')}}`,
    `\\text{parameters} = ${shape.join(' \\cdot ')} = ${elementCount(shape)}`,
  ],
  telling: ({ shape }) => formatShape(shape),
  examples: [
    {
      fields: { shape: [4, 4, 512], valueInitializer: 'ones' },
      inputs: [[512]],
      output: [4, 4, 512],
      parameters: 8192,
      macs: 0,
    },
    {
      fields: { shape: [1, 768] },
      inputs: [[null, 768]],
      output: [1, 768],
      parameters: 768,
    },
  ],
});
