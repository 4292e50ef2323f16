import { field } from '../../field';
import { defineSource } from '../stepKind';

/** A pool of earlier examples, as CycleGAN shows them to its discriminators. */
export const historyBuffer = defineSource({
  id: 'historyBuffer',
  title: 'History buffer',
  summary: 'Keeps earlier examples and gives, in place of half of the new ones, older ones.',
  source:
    'Zhu et al., Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial Networks, 2017',
  inputs: { x: {} },
  fields: {
    capacity: field.integer({
      label: 'Examples kept',
      help: '0 gives every batch back as it is.',
      default: 50,
      min: 0,
      max: 10_000,
    }),
  },
  messages: {},
  infer: (_fields, { x }) => x,
  telling: ({ capacity }) => String(capacity),
  examples: [{ fields: {}, inputs: [[16, 16, 1]], output: [16, 16, 1], parameters: 0 }],
});
