import { batchScalar } from '../../../base/tensorType';
import { tapeOfInput } from '../../tape';
import { defineLoss } from '../stepKind';
import { adversarialForm, adversarialSource, formLabels } from './adversarialForm';

const formulas: Readonly<Record<string, string>> = {
  nonSaturating: 'J = -\\mathbb{E} \\log \\sigma(D(\\tilde{x}))',
  minimax: 'J = \\mathbb{E} \\log(1 - \\sigma(D(\\tilde{x})))',
  leastSquares: 'J = \\tfrac{1}{2} \\mathbb{E}\\,(D(\\tilde{x}) - 1)^2',
  wasserstein: 'J = -\\mathbb{E}\\, D(\\tilde{x})',
  hinge: 'J = -\\mathbb{E}\\, D(\\tilde{x})',
};

/** What a generator makes smaller. */
export const generatorLoss = defineLoss({
  id: 'generatorLoss',
  title: 'Generator loss',
  summary: 'How little a generator fools a discriminator; takes scores without sigmoid.',
  source: adversarialSource,
  inputs: {
    fake: {
      dtype: 'float32',
      help: 'The scores that the discriminator gives to generated examples, without sigmoid.',
    },
  },
  fields: { form: adversarialForm },
  messages: {},
  expects: () => ['linear'],
  tape: tapeOfInput({ kept: 2, gradients: 2.5 }),
  infer: () => batchScalar,
  formula: ({ form }) => [formulas[form] ?? ''],
  telling: ({ form }) => formLabels[form] ?? form,
  examples: [
    { fields: {}, inputs: [[1]], output: [], parameters: 0 },
    { fields: { form: 'minimax' }, inputs: [[1]], output: [], parameters: 0 },
    { fields: { form: 'leastSquares' }, inputs: [[7, 7, 1]], output: [], parameters: 0 },
    { fields: { form: 'wasserstein' }, inputs: [[1]], output: [], parameters: 0 },
    { fields: { form: 'hinge' }, inputs: [[1]], output: [], parameters: 0 },
  ],
});
