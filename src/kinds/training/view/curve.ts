import { batchScalar } from '../../../base/tensorType';
import { defineView } from '../stepKind';

/** Numbers over the course of training. */
export const curve = defineView({
  id: 'curve',
  title: 'Curve',
  summary: 'Losses, metrics or other numbers over the course of training, in one chart.',
  source: 'Netloom',
  inputs: {
    variadic: { rank: 0, per: 'batch', help: 'A number for the whole batch.' },
    min: 1,
  },
  fields: {},
  messages: {},
  telling: () => '',
  examples: [{ fields: {}, inputs: [batchScalar, batchScalar], output: [], parameters: 0 }],
});
