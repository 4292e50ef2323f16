import type { Randomness } from '../base/randomness';
import type { Environment } from './environments/environment';
import type { ReplayBuffer } from './replayBuffer';

/** How often an agent acts by lot: less and less, linearly, then always the same. */
export interface EpsilonSchedule {
  readonly start: number;
  readonly end: number;
  /** Steps in the environment from `start` to `end`. */
  readonly steps: number;
}

/** The probability of acting by lot at a step, counted from 0. */
export function epsilonAt({ start, end, steps }: EpsilonSchedule, step: number): number {
  const share = steps > 0 ? Math.min(1, step / steps) : 1;
  return start + (end - start) * share;
}

/** What each action is worth in some states (`count` rows): `count × actions` numbers, row by row. */
export type ActionValues = (
  states: Float32Array,
  count: number,
) => ArrayLike<number> | Promise<ArrayLike<number>>;

/** Where an actor stands, for a checkpoint: plain numbers by name. */
export interface ActorState {
  readonly environment: Float32Array;
  readonly observation: Float32Array;
  /** Steps taken, the return so far in this episode, and 1 while an episode goes on. */
  readonly counters: Float32Array;
  /** The returns of the last episodes, oldest first. */
  readonly returns: Float32Array;
}

/** Acts in an environment and remembers what happened. */
export interface Actor {
  /** Steps taken since the beginning. */
  readonly steps: number;
  /** The returns (sums of rewards) of the last episodes that came to their end, oldest first. */
  readonly returns: readonly number[];
  /** The mean of these returns, or null before the first episode is over. */
  readonly meanReturn: number | null;
  /**
   * Takes steps and remembers them: each by lot with probability ε, else the one worth most; all by
   * lot where `act` is null, before anything was learned.
   */
  play(steps: number, act: ActionValues | null, randomness: Randomness): Promise<void>;
  state(): ActorState;
  /** Goes on from such a state. */
  restore(state: ActorState): void;
}

/** What an actor needs. */
export interface ActorParts {
  readonly environment: Environment;
  readonly buffer: ReplayBuffer;
  readonly epsilon: EpsilonSchedule;
}

/** The mean return is taken over so many episodes, as the thresholds of Gym are defined. */
const REMEMBERED_EPISODES = 100;

/** The place of the largest number; the first of equal ones. */
export function largestAt(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) {
    if ((values[i] as number) > (values[best] as number)) best = i;
  }
  return best;
}

/**
 * An agent that acts ε-greedily. An episode that is broken off is remembered as not done, since more
 * could have been earned.
 * Source: Mnih et al., Human-level Control through Deep Reinforcement Learning, 2015, algorithm 1.
 */
export function createActor({ environment, buffer, epsilon }: ActorParts): Actor {
  let observation: Float32Array | null = null;
  let steps = 0;
  let earned = 0;
  let returns: number[] = [];

  const chooseAction = async (
    seen: Float32Array,
    act: ActionValues | null,
    randomness: Randomness,
  ): Promise<number> => {
    const isByLot = randomness.next() < epsilonAt(epsilon, steps);
    return isByLot || act === null
      ? randomness.integer(environment.actions.length)
      : largestAt(await act(seen, 1));
  };

  return {
    get steps() {
      return steps;
    },
    get returns() {
      return returns;
    },
    get meanReturn() {
      if (returns.length === 0) return null;
      return returns.reduce((sum, value) => sum + value, 0) / returns.length;
    },
    async play(count, act, randomness) {
      for (let i = 0; i < count; i++) {
        observation ??= environment.reset(randomness);
        const action = await chooseAction(observation, act, randomness);
        const transition = environment.step(action);
        const { reward, done, truncated } = transition;
        const nextState = transition.observation;
        buffer.push({ state: observation, action, reward, nextState, done });
        steps++;
        // Rounded as checkpoints store it, so that a resumed run reports the same returns.
        earned = Math.fround(earned + reward);
        observation = nextState;
        if (done || truncated) {
          returns = [...returns, earned].slice(-REMEMBERED_EPISODES);
          earned = 0;
          observation = null;
        }
      }
    },
    state: () => ({
      environment: environment.state(),
      observation: observation?.slice() ?? new Float32Array(),
      counters: Float32Array.of(steps, earned, observation ? 1 : 0),
      returns: Float32Array.from(returns),
    }),
    restore(state) {
      const [stepsTaken = 0, earnedSoFar = 0, isPlaying = 0] = state.counters;
      environment.restore(state.environment);
      observation = isPlaying ? state.observation.slice() : null;
      steps = stepsTaken;
      earned = earnedSoFar;
      returns = [...state.returns];
    },
  };
}

/** The return of one episode in which the action worth most is always taken. */
export async function greedyReturn(
  environment: Environment,
  act: ActionValues,
  randomness: Randomness,
): Promise<number> {
  let observation = environment.reset(randomness);
  for (let sum = 0; ; ) {
    const transition = environment.step(largestAt(await act(observation, 1)));
    sum += transition.reward;
    if (transition.done || transition.truncated) return sum;
    observation = transition.observation;
  }
}
