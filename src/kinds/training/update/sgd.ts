import { defineUpdate } from './defineUpdate';
import { learningRateField } from './learningRate';

/** Plain gradient descent on mini-batches. */
export const sgd = defineUpdate({
  id: 'sgd',
  title: 'SGD',
  summary: 'Stochastic gradient descent: a step against the gradient of every mini-batch.',
  source: 'Goodfellow et al., Deep Learning, §8.3.1',
  fields: { learningRate: learningRateField(0.01) },
  slots: () => 0,
  workspace: () => ({ all: 0, largest: 2 }),
  formula: ({ learningRate }) => `w \\leftarrow w - ${learningRate}\\, g`,
});
