import type { Randomness } from '../base/randomness';

/** What happened in one step. */
export interface Experience {
  readonly state: ArrayLike<number>;
  readonly action: number;
  readonly reward: number;
  readonly nextState: ArrayLike<number>;
  /** Whether the episode ended there, so that nothing more could be earned. */
  readonly done: boolean;
}

/** Some experiences as columns: `count` rows each. */
export interface ExperienceColumns {
  readonly state: Float32Array;
  readonly action: Int32Array;
  readonly reward: Float32Array;
  readonly nextState: Float32Array;
  /** 1 where an episode ended, else 0. */
  readonly done: Float32Array;
}

/** Everything that a replay buffer holds, for a checkpoint. */
export interface ReplayState extends ExperienceColumns {
  /** The place that is written next. */
  readonly next: number;
}

/** The last experiences of an agent, from which steps draw by lot. */
export interface ReplayBuffer {
  /** How many experiences it holds. */
  readonly length: number;
  /** Adds one; the oldest gives way where the buffer is full. */
  push(experience: Experience): void;
  /** Experiences by lot, each as likely, with repetition. Throws RangeError where it is empty. */
  sample(count: number, randomness: Randomness): ExperienceColumns;
  /** A copy of what it holds. */
  state(): ReplayState;
  /** Holds what such a copy holds. Throws RangeError where that does not fit. */
  restore(state: ReplayState): void;
}

/**
 * An empty replay buffer for `capacity` experiences whose states have `stateSize` numbers.
 * Source: Lin, Self-Improving Reactive Agents Based On Reinforcement Learning, 1992; Mnih et al.,
 * Human-level Control through Deep Reinforcement Learning, 2015.
 */
export function createReplayBuffer(capacity: number, stateSize: number): ReplayBuffer {
  const columns = (rows: number): ExperienceColumns => ({
    state: new Float32Array(rows * stateSize),
    action: new Int32Array(rows),
    reward: new Float32Array(rows),
    nextState: new Float32Array(rows * stateSize),
    done: new Float32Array(rows),
  });
  const stored = columns(capacity);
  let length = 0;
  let next = 0;
  const copyRow = (
    from: ExperienceColumns,
    fromRow: number,
    to: ExperienceColumns,
    toRow: number,
  ): void => {
    const start = fromRow * stateSize;
    to.state.set(from.state.subarray(start, start + stateSize), toRow * stateSize);
    to.nextState.set(from.nextState.subarray(start, start + stateSize), toRow * stateSize);
    to.action[toRow] = from.action[fromRow] as number;
    to.reward[toRow] = from.reward[fromRow] as number;
    to.done[toRow] = from.done[fromRow] as number;
  };
  return {
    get length() {
      return length;
    },
    push({ state, action, reward, nextState, done }) {
      stored.state.set(state, next * stateSize);
      stored.nextState.set(nextState, next * stateSize);
      stored.action[next] = action;
      stored.reward[next] = reward;
      stored.done[next] = done ? 1 : 0;
      next = (next + 1) % capacity;
      length = Math.min(capacity, length + 1);
    },
    sample(count, randomness) {
      if (length === 0) throw new RangeError('A replay buffer without experiences was sampled.');
      const drawn = columns(count);
      for (let row = 0; row < count; row++) copyRow(stored, randomness.integer(length), drawn, row);
      return drawn;
    },
    state() {
      const held = columns(length);
      for (let row = 0; row < length; row++) copyRow(stored, row, held, row);
      return { ...held, next };
    },
    restore(state) {
      const rows = state.action.length;
      if (rows > capacity || state.state.length !== rows * stateSize) {
        throw new RangeError(
          `${rows} experiences of ${state.state.length} numbers do not fit into a buffer of ` +
            `${capacity} with ${stateSize} numbers each.`,
        );
      }
      for (let row = 0; row < rows; row++) copyRow(state, row, stored, row);
      length = rows;
      next = state.next;
    },
  };
}
