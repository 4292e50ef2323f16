import { defineLayer } from '../../layerKind';
import { elementwiseMessages, elementwisePort, inferElementwise } from './merging';

/** The difference of two inputs. */
export const subtract = defineLayer({
  id: 'subtract',
  title: 'Subtract',
  family: 'merging',
  summary: 'Takes the second input from the first, number by number.',
  source: 'Keras documentation, Subtract',
  inputs: {
    a: { ...elementwisePort, help: 'taken from' },
    b: { ...elementwisePort, help: 'taken away' },
  },
  fields: {},
  messages: elementwiseMessages,
  keeps: 'none',
  infer: (_fields, { a, b }, report) => inferElementwise([a, b], report),
  layers: () => [{ className: 'Subtract', config: {} }],
  formula: () => ['y = a - b'],
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
    {
      fields: {},
      inputs: [
        [5, null],
        [1, 3],
      ],
      output: [5, 3],
      parameters: 0,
      macs: 0,
    },
  ],
});
