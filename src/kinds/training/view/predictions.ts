import { field } from '../../field';
import { thresholdField } from '../metric/thresholdField';
import { defineView } from '../stepKind';

/** Single examples with what a network makes of them. */
export const predictions = defineView({
  id: 'predictions',
  title: 'Predictions',
  summary: 'Single test examples with what a network makes of them, and what is right.',
  source: 'Netloom',
  inputs: {
    example: { help: 'What is shown: an image or numbers.' },
    prediction: { help: 'What the network makes of it.' },
    target: { optional: true, help: 'What is right.' },
  },
  fields: {
    count: field.integer({ label: 'Examples', default: 16, min: 1, max: 100 }),
    threshold: thresholdField,
  },
  messages: {},
  telling: ({ count }) => String(count),
  examples: [{ fields: {}, inputs: [[28, 28, 1], [10]], output: [], parameters: 0 }],
});
