import type { LossKind } from '../trainingKind';
import { numberEncoding } from './encodings';

/** The mean of absolute differences. */
export const meanAbsoluteError: LossKind = {
  id: 'meanAbsoluteError',
  title: 'Mean absolute error',
  summary: 'The mean of the absolute differences; less moved by outliers than the squared error.',
  source: 'Keras documentation, MeanAbsoluteError',
  fields: {},
  expects: null,
  encoding: (output, target) => numberEncoding(output, target, 'minusOneOne'),
  formula: () => 'J = \\frac{1}{n}\\sum_{i=1}^{n} |t_i - \\hat{y}_i|',
};
