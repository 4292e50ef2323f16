import { defineLayer } from '../../layerKind';
import { elementwiseMessages, elementwisePort, inferElementwise } from './merging';

/** The quotient of two inputs. */
export const divide = defineLayer({
  id: 'divide',
  title: 'Divide',
  family: 'merging',
  summary: 'Divides the first input by the second, number by number.',
  source: 'TensorFlow documentation, tf.divide',
  inputs: {
    a: { ...elementwisePort, help: 'divided' },
    b: { ...elementwisePort, help: 'divides; 0 gives infinite numbers, or none' },
  },
  fields: {},
  messages: elementwiseMessages,
  keeps: 'inputs',
  infer: (_fields, { a, b }, report) => inferElementwise([a, b], report),
  layers: () => [{ className: 'Divide', config: {} }],
  formula: () => ['y = \\frac{a}{b}'],
  telling: () => '',
  examples: [
    {
      fields: {},
      inputs: [
        [20, 64],
        [20, 1],
      ],
      output: [20, 64],
      parameters: 0,
      macs: 0,
    },
    {
      fields: {},
      inputs: [
        [7, null],
        [7, null],
      ],
      output: [7, null],
      parameters: 0,
      macs: 0,
    },
  ],
});
