import { type Field, field } from '../../field';
import { replay } from '../data/replay';
import { defineView } from '../stepKind';

/** A policy at play. */
export const episode = defineView({
  id: 'episode',
  title: 'Episode',
  summary: 'One episode in a small world, played by always taking the best action of a network.',
  source: 'Mnih et al., Human-Level Control Through Deep Reinforcement Learning, 2015',
  inputs: {},
  fields: {
    // The worlds that a replay buffer offers, and no others.
    environment: replay.fields.environment as Field<string>,
    policy: replay.fields.policy as Field<string>,
    steps: field.integer({
      label: 'Steps',
      help: 'The episode is cut off after so many.',
      default: 200,
      min: 1,
      max: 500,
    }),
  },
  messages: {},
  telling: ({ environment, policy }) =>
    policy === '' ? environment : `${environment} · ${policy}`,
  examples: [{ fields: { policy: 'network' }, inputs: [], output: [], parameters: 0 }],
});
