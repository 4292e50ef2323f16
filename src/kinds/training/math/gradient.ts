import { defineMath } from '../stepKind';

/** How a number changes with a tensor it was calculated from. */
export const gradient = defineMath({
  id: 'gradient',
  title: 'Gradient',
  summary: 'How a result changes with a tensor that it was calculated from.',
  source: 'Gulrajani et al., Improved Training of Wasserstein GANs, 2017; Goodfellow et al., 2015',
  inputs: {
    of: { per: 'either', help: 'The result; of a tensor the sum of its numbers.' },
    to: { help: 'The tensor before it on the way.' },
  },
  fields: {},
  messages: {},
  infer: (_fields, { to }) => ({ shape: to.shape, dtype: 'float32' }),
  formula: () => ['y = \\frac{\\partial}{\\partial x} \\sum f(x)'],
  telling: () => '',
  examples: [
    { fields: {}, inputs: [[1], [2]], output: [2], parameters: 0 },
    {
      fields: {},
      inputs: [{ shape: [], dtype: 'float32', per: 'batch' }, [8, 8, 3]],
      output: [8, 8, 3],
      parameters: 0,
    },
  ],
});
