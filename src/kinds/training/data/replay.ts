import { field } from '../../field';
import { defineData } from '../stepKind';
import { classType, imageType, vectorType } from './generatedFields';

/** What is seen in each environment, and how many actions there are. */
const ENVIRONMENTS = {
  catch: { observation: imageType(7, 1), actions: 3 },
  cartPole: { observation: vectorType([4]), actions: 2 },
  gridWorld: { observation: imageType(5, 1), actions: 4 },
} as const;

/** What an agent experienced, drawn by lot. */
export const replay = defineData({
  id: 'replay',
  title: 'Replay buffer',
  summary: 'Lets a network act in a small world, remembers what happened, and gives it out by lot.',
  source: 'Mnih et al., Human-level Control through Deep Reinforcement Learning, 2015',
  fields: {
    environment: field.choice({
      label: 'World',
      default: 'catch',
      options: [
        { value: 'catch', label: 'Catch' },
        { value: 'cartPole', label: 'Cart and pole' },
        { value: 'gridWorld', label: 'Grid world' },
      ],
    }),
    policy: field.text({
      label: 'Acting network',
      help: 'The network that says what each action is worth.',
      default: '',
    }),
    capacity: field.integer({
      label: 'Steps remembered',
      default: 10_000,
      min: 1,
      max: 1_000_000,
    }),
    warmUp: field.integer({
      label: 'Steps before learning',
      help: 'Taken by lot before the first training step.',
      default: 500,
      min: 1,
      max: 1_000_000,
    }),
    stepsPerUpdate: field.integer({
      label: 'Steps between',
      help: 'In the world, before every training step.',
      default: 1,
      min: 1,
      max: 1000,
    }),
    epsilonStart: field.number({
      label: 'ε at first',
      help: 'How often it acts by lot.',
      default: 1,
      min: 0,
      max: 1,
    }),
    epsilonEnd: field.number({ label: 'ε at last', default: 0.05, min: 0, max: 1, step: 0.05 }),
    epsilonSteps: field.integer({
      label: 'Steps to the last ε',
      help: 'In the world, from the first step on.',
      default: 2000,
      min: 0,
      max: 10_000_000,
    }),
  },
  outputs: ['state', 'action', 'reward', 'nextState', 'done'],
  input: 'state',
  target: 'action',
  columns({ environment }) {
    const { observation, actions } = ENVIRONMENTS[environment];
    return {
      state: observation,
      action: classType(actions),
      reward: vectorType([]),
      nextState: observation,
      done: vectorType([]),
    };
  },
  trainCount: () => Number.POSITIVE_INFINITY,
  telling: ({ environment, policy }) =>
    policy === '' ? environment : `${environment} · ${policy}`,
  examples: [{ fields: {}, inputs: [], output: [7, 7, 1], parameters: 0 }],
});
