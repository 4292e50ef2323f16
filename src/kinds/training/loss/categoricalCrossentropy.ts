import type { LossKind } from '../trainingKind';
import { classEncoding } from './encodings';

/** The usual loss of a classifier that ends in softmax. */
export const categoricalCrossentropy: LossKind = {
  id: 'categoricalCrossentropy',
  title: 'Categorical cross-entropy',
  summary: 'Minus the logarithm of the probability given to the right class.',
  source: 'Goodfellow et al., Deep Learning, §6.2.2',
  fields: {},
  expects: ['softmax'],
  encoding: classEncoding,
  formula: () => 'J = -\\frac{1}{n}\\sum_{i=1}^{n}\\sum_{k} t_{i,k} \\log \\hat{y}_{i,k}',
};
