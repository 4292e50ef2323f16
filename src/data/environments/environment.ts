import type { Randomness } from '../../base/randomness';
import type { TensorType } from '../../base/tensorType';

/** What a step in an environment leads to. */
export interface Transition {
  /** What is seen after the step; an array of its own. */
  readonly observation: Float32Array;
  readonly reward: number;
  /** Whether the episode has come to its end: nothing more can be earned. */
  readonly done: boolean;
  /** Whether it is broken off only because it took long: more could have been earned. */
  readonly truncated: boolean;
}

/** A small colour picture, for people. */
export interface Frame {
  readonly height: number;
  readonly width: number;
  /** Red, green and blue of each pixel, 0–1, row by row. */
  readonly pixels: Float32Array;
}

/** A little world in which one acts, is rewarded, and begins again. */
export interface Environment {
  /** The type of an observation. */
  readonly observation: TensorType;
  /** What each action does, in words; actions are numbered in this order. */
  readonly actions: readonly string[];
  /** The mean return of an episode from which on the task counts as solved. */
  readonly solvedReturn: number;
  /** Begins an episode and gives the first observation. */
  reset(randomness: Randomness): Float32Array;
  /** Acts once. Throws RangeError for a number that is no action. */
  step(action: number): Transition;
  /** Everything that decides what comes next, for a checkpoint; of the same length at any time. */
  state(): Float32Array;
  /** Goes on from such a state. */
  restore(state: Float32Array): void;
  /** What it looks like now. */
  draw(): Frame;
}

/** Refuses a number that is no action. Throws RangeError. */
export function checkAction(action: number, { actions }: Pick<Environment, 'actions'>): void {
  if (actions[action] === undefined) {
    throw new RangeError(`${action} is no action; there are ${actions.length}, counted from 0.`);
  }
}
