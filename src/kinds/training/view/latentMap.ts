import { field } from '../../field';
import { defineView } from '../stepKind';

/** What a decoder makes of a square of its latent space. */
export const latentMap = defineView({
  id: 'latentMap',
  title: 'Latent map',
  summary: 'What a decoder makes of the points of a square of its latent space.',
  source: 'Kingma and Welling, Auto-Encoding Variational Bayes, 2013, Figure 4',
  inputs: {
    point: {
      rank: 1,
      axes: ['coordinates'],
      help: 'Where the points of the square go in; coordinates after the second are 0.',
    },
    image: { rank: { min: 2 }, help: 'What is made of them.' },
  },
  fields: {
    count: field.integer({ label: 'Images a side', default: 12, min: 2, max: 30 }),
    extent: field.number({
      label: 'Extent',
      help: 'The square reaches from −this to this on both axes.',
      default: 2,
      min: 0.01,
      step: 0.5,
    }),
  },
  messages: {},
  telling: ({ count, extent }) => `${count}×${count} · ±${extent}`,
  examples: [{ fields: {}, inputs: [[2], [28, 28, 1]], output: [], parameters: 0 }],
});
