import * as tf from '@tensorflow/tfjs';
import { createRandomness } from '../../../../base/randomness';
import { createActor, greedyReturn } from '../../../../data/actor';
import { createEnvironment, type EnvironmentName } from '../../../../data/environments/index';
import { createReplayBuffer } from '../../../../data/replayBuffer';
import type { Agent } from './types';

/** How an agent acts and what it remembers. */
export interface AgentSettings {
  readonly environment: EnvironmentName;
  /** Steps that are remembered. */
  readonly capacity: number;
  /** Steps by lot before anything is learned. */
  readonly warmUp: number;
  readonly stepsPerUpdate: number;
  /** How often it acts by lot: at first, at last, and after how many steps. */
  readonly epsilonStart: number;
  readonly epsilonEnd: number;
  readonly epsilonSteps: number;
}

/** How many episodes an agent is judged by. */
const testEpisodes = 20;

/** An agent that does what `values` says is worth most: a number for every action, by state. */
export function createAgent(
  name: string,
  settings: AgentSettings,
  values: (states: tf.Tensor) => tf.Tensor,
): Agent {
  const environment = createEnvironment(settings.environment);
  const shape = environment.observation.shape.map((axis) => axis ?? 1);
  const buffer = createReplayBuffer(
    settings.capacity,
    shape.reduce((product, axis) => product * axis, 1),
  );
  const { epsilonStart: start, epsilonEnd: end, epsilonSteps: steps } = settings;
  const actor = createActor({ environment, buffer, epsilon: { start, end, steps } });
  const act = async (states: Float32Array, count: number) => {
    const output = tf.tidy(() => values(tf.tensor(states, [count, ...shape])));
    const found = await output.data();
    output.dispose();
    return found;
  };
  return {
    name,
    async play(batchSize, randomness) {
      const stream = randomness.fork(name);
      const missing = settings.warmUp - actor.steps;
      if (missing > 0) await actor.play(missing, null, stream.fork('warm up'));
      await actor.play(settings.stepsPerUpdate, act, stream);
      const { state, action, reward, nextState, done } = buffer.sample(batchSize, stream);
      return {
        state: tf.tensor(state, [batchSize, ...shape]),
        action: tf.tensor(action, [batchSize], 'int32'),
        reward: tf.tensor(reward, [batchSize]),
        nextState: tf.tensor(nextState, [batchSize, ...shape]),
        done: tf.tensor(done, [batchSize]),
      };
    },
    meanReturn: () => actor.meanReturn,
    async test(seed) {
      const world = createEnvironment(settings.environment);
      let sum = 0;
      for (let episode = 0; episode < testEpisodes; episode++) {
        const randomness = createRandomness(seed).fork(`test ${name} ${episode}`);
        sum += await greedyReturn(world, act, randomness);
      }
      return sum / testEpisodes;
    },
  };
}
