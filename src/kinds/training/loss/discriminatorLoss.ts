import { batchScalar } from '../../../base/tensorType';
import { field } from '../../field';
import { tapeOfInput } from '../../tape';
import { equalMessages, haveEqualShapes } from '../math/equalShapes';
import { defineLoss } from '../stepKind';
import { adversarialForm, adversarialSource, formLabels } from './adversarialForm';

const title = 'Discriminator loss';

/** What a discriminator or critic makes smaller. */
export const discriminatorLoss = defineLoss({
  id: 'discriminatorLoss',
  title,
  summary:
    'How badly a discriminator tells real examples from generated ones; takes scores without sigmoid.',
  source: `${adversarialSource}; Salimans et al., 2016 (one-sided label smoothing)`,
  inputs: {
    real: {
      dtype: 'float32',
      help: 'Its scores of real examples, any number for each, without sigmoid.',
    },
    fake: { dtype: 'float32', help: 'Its scores of generated examples, without sigmoid.' },
  },
  fields: {
    form: adversarialForm,
    labelSmoothing: field.number({
      label: 'Label smoothing',
      help: 'Real examples count as 1 minus this; only for cross-entropy and least squares.',
      default: 0,
      min: 0,
      max: 1,
      advanced: true,
    }),
  },
  messages: {
    ...equalMessages,
    smoothing: 'Label smoothing is {found}, but the {form} form has no labels: it changes nothing.',
  },
  expects: () => ['linear'],
  tape: tapeOfInput({ kept: 4, gradients: 4 }),
  infer({ form, labelSmoothing }, { real, fake }, report) {
    if (!haveEqualShapes(title, { real, fake }, report)) return null;
    if (labelSmoothing > 0 && (form === 'wasserstein' || form === 'hinge')) {
      const values = { found: labelSmoothing, form: formLabels[form] ?? form };
      report.warning('smoothing', values, {
        field: 'labelSmoothing',
        fixes: [
          {
            title: 'No label smoothing',
            change: { type: 'setFields', values: { labelSmoothing: 0 } },
          },
        ],
      });
    }
    return batchScalar;
  },
  formula({ form, labelSmoothing }) {
    const one = String(Number((1 - labelSmoothing).toFixed(6)));
    const [real, fake] = ['\\log \\sigma(D(x))', '\\log(1 - \\sigma(D(\\tilde{x})))'];
    const smoothed = `[${one} ${real} + ${labelSmoothing} \\log(1 - \\sigma(D(x)))]`;
    switch (form) {
      case 'leastSquares':
        return [
          `J = \\tfrac{1}{2} \\mathbb{E}\\,(D(x) - ${one})^2 + \\tfrac{1}{2} \\mathbb{E}\\, D(\\tilde{x})^2`,
        ];
      case 'wasserstein':
        return ['J = \\mathbb{E}\\, D(\\tilde{x}) - \\mathbb{E}\\, D(x)'];
      case 'hinge':
        return ['J = \\mathbb{E} \\max(0, 1 - D(x)) + \\mathbb{E} \\max(0, 1 + D(\\tilde{x}))'];
      default:
        return [
          `J = -\\mathbb{E}\\, ${labelSmoothing === 0 ? real : smoothed} - \\mathbb{E} ${fake}`,
        ];
    }
  },
  telling: ({ form }) => formLabels[form] ?? form,
  examples: [
    { fields: {}, inputs: [[1], [1]], output: [], parameters: 0 },
    { fields: { labelSmoothing: 0.1 }, inputs: [[1], [1]], output: [], parameters: 0 },
    {
      fields: { form: 'leastSquares' },
      inputs: [
        [7, 7, 1],
        [7, 7, 1],
      ],
      output: [],
      parameters: 0,
    },
    { fields: { form: 'wasserstein' }, inputs: [[1], [1]], output: [], parameters: 0 },
    { fields: { form: 'hinge' }, inputs: [[1], [1]], output: [], parameters: 0 },
  ],
});
