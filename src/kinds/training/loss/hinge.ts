import type { LossKind } from '../trainingKind';
import { numberEncoding } from './encodings';

/** The loss of a support vector machine. */
export const hinge: LossKind = {
  id: 'hinge',
  title: 'Hinge',
  summary: 'Asks for a margin of 1 on the right side; classes are −1 and 1.',
  source: 'Cortes & Vapnik, Support-Vector Networks, 1995',
  fields: {},
  expects: null,
  encoding: (output, target) => numberEncoding(output, target, 'minusOneOne'),
  formula: () => 'J = \\frac{1}{n}\\sum_{i=1}^{n} \\max(0, 1 - t_i \\hat{y}_i)',
};
