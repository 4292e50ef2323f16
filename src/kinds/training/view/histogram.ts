import { field } from '../../field';
import { defineView } from '../stepKind';

/** The field of histograms that says into how many bins values are counted. */
export const binsField = field.integer({ label: 'Bins', default: 40, min: 2, max: 200 });

/** How the values of tensors are distributed. */
export const histogram = defineView({
  id: 'histogram',
  title: 'Histogram',
  summary: 'How the numbers of one tensor or several are distributed, in one chart.',
  source: 'Glorot and Bengio, Understanding the Difficulty of Training Networks, 2010, Figure 6',
  inputs: { variadic: { per: 'either', help: 'Numbers of any shape.' }, min: 1 },
  fields: { bins: binsField },
  messages: {},
  telling: ({ bins }) => `${bins} bins`,
  examples: [{ fields: {}, inputs: [[10], [10]], output: [], parameters: 0 }],
});
