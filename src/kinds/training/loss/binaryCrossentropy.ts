import type { LossKind } from '../trainingKind';
import { numberEncoding } from './encodings';

/** The loss of outputs that are probabilities each by itself. */
export const binaryCrossentropy: LossKind = {
  id: 'binaryCrossentropy',
  title: 'Binary cross-entropy',
  summary: 'Cross-entropy of every output by itself, each a probability from a sigmoid.',
  source: 'Goodfellow et al., Deep Learning, §6.2.2',
  fields: {},
  expects: ['sigmoid', 'hardSigmoid'],
  encoding: (output, target) => numberEncoding(output, target, 'zeroOne'),
  formula: () =>
    'J = -\\frac{1}{n}\\sum_{i=1}^{n} t_i \\log \\hat{y}_i + (1 - t_i) \\log (1 - \\hat{y}_i)',
};
