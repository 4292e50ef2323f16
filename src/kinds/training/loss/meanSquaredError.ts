import type { LossKind } from '../trainingKind';
import { numberEncoding } from './encodings';

/** The mean of squared differences. */
export const meanSquaredError: LossKind = {
  id: 'meanSquaredError',
  title: 'Mean squared error',
  summary: 'The mean of the squared differences; two classes on one output are −1 and 1.',
  source: 'Goodfellow et al., Deep Learning, §5.1.4',
  fields: {},
  expects: null,
  encoding: (output, target) => numberEncoding(output, target, 'minusOneOne'),
  formula: () => 'J = \\frac{1}{n}\\sum_{i=1}^{n} (t_i - \\hat{y}_i)^2',
};
