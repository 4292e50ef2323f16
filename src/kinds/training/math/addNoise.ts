import { field } from '../../field';
import { tapeOfInput } from '../../tape';
import { defineMath } from '../stepKind';

/** Spoils numbers, for a network to mend. */
export const addNoise = defineMath({
  id: 'addNoise',
  title: 'Add noise',
  summary: 'Spoils an input, for a denoising autoencoder to mend, also where it is only measured.',
  source:
    'Vincent et al., Extracting and Composing Robust Features with Denoising Autoencoders, 2008',
  inputs: { x: { dtype: 'float32' } },
  fields: {
    noise: field.choice({
      label: 'Noise',
      help: 'Added to every number, or put in the place of some.',
      default: 'normal',
      options: [
        { value: 'normal', label: 'normal, added' },
        { value: 'uniform', label: 'uniform, added' },
        { value: 'zero', label: 'zeros instead' },
        { value: 'salt', label: 'salt and pepper instead' },
      ],
    }),
    amount: field.number({
      label: 'Amount',
      help: 'Standard deviation, largest number added, or the share of numbers replaced.',
      default: 0.3,
      min: 0,
    }),
    low: field.number({
      label: 'Pepper',
      help: 'Half of the numbers replaced become this.',
      default: 0,
      advanced: true,
    }),
    high: field.number({
      label: 'Salt',
      help: 'The others become this.',
      default: 1,
      advanced: true,
    }),
    when: field.choice({
      label: 'When',
      help: 'Whether examples that a network is measured with are spoilt too.',
      default: 'always',
      options: [
        { value: 'always', label: 'always' },
        { value: 'training', label: 'while training' },
      ],
      advanced: true,
    }),
  },
  messages: { share: 'Amount is {found}, but it is the share of numbers replaced, at most 1.' },
  tape: tapeOfInput({ kept: 1, passesGradient: true }),
  infer({ noise, amount }, { x }, report) {
    if (amount > 1 && (noise === 'zero' || noise === 'salt')) {
      report.error(
        'share',
        { found: amount },
        {
          field: 'amount',
          fixes: [
            { title: 'Replace half', change: { type: 'setFields', values: { amount: 0.5 } } },
          ],
        },
      );
      return null;
    }
    return x;
  },
  formula({ noise, amount, low, high }) {
    switch (noise) {
      case 'normal':
        return [`y_i = x_i + n_i, \\quad n_i \\sim \\mathcal{N}(0, ${amount}^2)`];
      case 'uniform':
        return [`y_i = x_i + n_i, \\quad n_i \\sim U[-${amount}, ${amount})`];
      case 'zero':
        return [`P(y_i = 0) = ${amount}, \\quad \\text{else } y_i = x_i`];
      default:
        return [
          `P(y_i = ${low}) = P(y_i = ${high}) = ${amount / 2}, \\quad \\text{else } y_i = x_i`,
        ];
    }
  },
  telling: ({ noise, amount }) => `${noise} ${amount}`,
  examples: [
    { fields: {}, inputs: [[6, 6, 1]], output: [6, 6, 1], parameters: 0 },
    { fields: { noise: 'uniform', amount: 0.5 }, inputs: [[5]], output: [5], parameters: 0 },
    { fields: { noise: 'zero' }, inputs: [[20]], output: [20], parameters: 0 },
    { fields: { noise: 'salt', low: -1 }, inputs: [[20]], output: [20], parameters: 0 },
  ],
});
