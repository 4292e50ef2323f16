import { defineUpdate } from './defineUpdate';
import { learningRateField } from './learningRate';

/** Steps scaled by the sum of all squared gradients so far. */
export const adagrad = defineUpdate({
  id: 'adagrad',
  title: 'AdaGrad',
  summary: 'Steps that shrink for weights that have moved much.',
  source: 'Duchi et al., Adaptive Subgradient Methods, 2011',
  fields: { learningRate: learningRateField(0.01) },
  slots: () => 1,
  workspace: () => ({ all: 0, largest: 6 }),
  formula: ({ learningRate }) =>
    `v \\leftarrow v + g^2, \\quad w \\leftarrow w - ${learningRate}\\, g / \\sqrt{v + \\epsilon}`,
});
