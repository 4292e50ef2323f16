import { field } from '../../field';
import { adamFields } from './adam';
import { defineUpdate } from './defineUpdate';

/** Adam whose weight decay is no part of the gradient. */
export const adamw = defineUpdate({
  id: 'adamw',
  title: 'AdamW',
  summary: 'Adam with weights that also shrink a little at each step, apart from their gradient.',
  source: 'Loshchilov & Hutter, Decoupled Weight Decay Regularization, 2019',
  fields: {
    ...adamFields,
    weightDecay: field.number({
      label: 'Weight decay',
      help: 'The share of every kernel that each step takes away, times the learning rate.',
      default: 0.01,
      min: 0,
      max: 1,
      step: 0.001,
    }),
  },
  slots: () => 2,
  workspace: () => ({ all: 11, largest: 0 }),
  formula: ({ learningRate, beta1, beta2, weightDecay }) =>
    `m \\leftarrow ${beta1} m + (1 - ${beta1}) g, \\quad v \\leftarrow ${beta2} v + (1 - ${beta2}) g^2, \\quad w \\leftarrow w - ${learningRate} \\left( \\hat{m} / (\\sqrt{\\hat{v}} + \\epsilon) + ${weightDecay}\\, w \\right)`,
});
