import { field } from '../../field';
import { defineView } from '../stepKind';

/** A policy at play. */
export const episode = defineView({
  id: 'episode',
  title: 'Episode',
  summary: 'One episode in an environment, played by always taking the best action of a network.',
  source: 'Mnih et al., Human-Level Control Through Deep Reinforcement Learning, 2015',
  inputs: {},
  fields: {
    environment: field.choice({
      label: 'Environment',
      default: 'catch',
      options: [
        { value: 'catch', label: 'Catch' },
        { value: 'cartPole', label: 'CartPole' },
      ],
    }),
    policy: field.names({
      label: 'Policy',
      help: 'The network that gives a number for every action.',
      default: [],
      of: 'learners',
    }),
    steps: field.integer({
      label: 'Steps',
      help: 'The episode is cut off after so many.',
      default: 200,
      min: 1,
      max: 500,
    }),
  },
  messages: {},
  telling: ({ environment, policy }) => [environment, ...policy].join(' · '),
  examples: [{ fields: { policy: ['network'] }, inputs: [], output: [], parameters: 0 }],
});
