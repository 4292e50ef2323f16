import { batchScalar } from '../../../base/tensorType';
import { field } from '../../field';
import { tapeOfInput } from '../../tape';
import { defineLoss } from '../stepKind';

/** What makes units of a sparse autoencoder rarely active. */
export const sparsity = defineLoss({
  id: 'sparsity',
  title: 'Sparsity',
  summary:
    'Makes every unit active at a target rate: the divergence of that rate from its mean over the batch, summed over units.',
  source: 'Ng, Sparse Autoencoder, CS294A lecture notes, 2011',
  inputs: {
    x: {
      rank: { min: 1 },
      dtype: 'float32',
      help: 'Activations between 0 and 1, as after a sigmoid; of images the rate of each channel.',
    },
  },
  fields: {
    rate: field.number({
      label: 'Rate',
      help: 'How active each unit shall be on average.',
      default: 0.05,
      min: 1e-4,
      max: 0.9999,
      step: 0.01,
    }),
  },
  messages: {},
  tape: tapeOfInput({ gradients: 2 }),
  infer: () => batchScalar,
  formula: ({ rate }) => [
    `J = \\sum_k ${rate} \\log \\frac{${rate}}{\\hat\\rho_k} + ${Number((1 - rate).toFixed(6))} \\log \\frac{${Number((1 - rate).toFixed(6))}}{1 - \\hat\\rho_k}, \\quad \\hat\\rho_k = \\frac{1}{n}\\sum_{i=1}^{n} x_{i,k}`,
  ],
  telling: ({ rate }) => `rate ${rate}`,
  examples: [
    { fields: {}, inputs: [[6]], output: [], parameters: 0 },
    { fields: { rate: 0.2 }, inputs: [[3, 3, 4]], output: [], parameters: 0 },
  ],
});
