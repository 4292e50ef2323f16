import { field } from '../../field';
import { activationLayer, defineActivation } from './defineActivation';
import { expressionLayer } from './expressionTree';

/** The Gaussian error linear unit. */
export const gelu = defineActivation({
  id: 'gelu',
  title: 'GELU',
  summary: 'Weighs every number by how likely a normal number is smaller; usual in transformers.',
  source: 'Hendrycks & Gimpel, Gaussian Error Linear Units, 2016',
  fields: {
    approximate: field.boolean({
      label: 'With tanh',
      help: 'The approximation by tanh that GPT-2 uses; off, exact as in BERT.',
      default: false,
    }),
  },
  keeps: 'both',
  tape: { kept: 4, gradients: 8, workspace: 1 },
  layer: ({ approximate }) =>
    approximate
      ? expressionLayer('0.5 * x * (1 + tanh((2 / pi) ** 0.5 * (x + 0.044715 * x ** 3)))')
      : activationLayer('gelu'),
  formula: ({ approximate }) =>
    approximate
      ? 'g(z) = \\tfrac{z}{2}\\left(1 + \\tanh\\left(\\sqrt{2 / \\pi}\\,(z + 0.044715\\, z^3)\\right)\\right)'
      : 'g(z) = z \\cdot \\Phi(z) = \\tfrac{z}{2}\\left(1 + \\operatorname{erf}(z / \\sqrt{2})\\right)',
  telling: ({ approximate }) => (approximate ? 'tanh' : ''),
  examples: [{ fields: { approximate: true }, inputs: [[7]], output: [7], parameters: 0 }],
});
