import { defineLayer } from '../../layerKind';
import { elementwiseMessages, inferElementwise } from './merging';

/** Sums inputs of one shape: the join of a residual connection. */
export const add = defineLayer({
  id: 'add',
  title: 'Add',
  family: 'merging',
  summary: 'Adds inputs of the same shape number by number, as a residual connection does.',
  source: 'He et al., Deep Residual Learning for Image Recognition, 2015',
  inputs: { variadic: { rank: { min: 1 }, dtype: 'float32' }, min: 2 },
  fields: {},
  messages: elementwiseMessages,
  keeps: 'inputs',
  infer: (_fields, inputs, report) => inferElementwise(inputs, report),
  layers: () => [{ className: 'Add', config: {} }],
  formula: (_fields, inputs) => [`y = ${inputs.map((_, index) => `x_{${index + 1}}`).join(' + ')}`],
  telling: () => '',
  examples: [
    {
      fields: {},
      inputs: [
        [28, 28, 32],
        [28, 28, 32],
      ],
      output: [28, 28, 32],
      parameters: 0,
      macs: 0,
    },
  ],
});
