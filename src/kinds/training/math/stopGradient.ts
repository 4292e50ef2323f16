import { defineMath } from '../stepKind';

/** Lets a value through and its gradient not. */
export const stopGradient = defineMath({
  id: 'stopGradient',
  title: 'Stop gradient',
  summary: 'Lets a tensor through as it is; no update reaches what lies before it.',
  source: 'TensorFlow documentation, tf.stop_gradient',
  inputs: { x: { per: 'either' } },
  fields: {},
  messages: {},
  infer: (_fields, { x }) => x,
  formula: () => ['y = x, \\quad \\frac{\\partial y}{\\partial x} := 0'],
  telling: () => '',
  examples: [
    { fields: {}, inputs: [[4, 4, 2]], output: [4, 4, 2], parameters: 0 },
    {
      fields: {},
      inputs: [{ shape: [], dtype: 'float32', per: 'batch' }],
      output: [],
      parameters: 0,
    },
  ],
});
