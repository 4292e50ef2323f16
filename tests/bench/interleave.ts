import { setTimeout as wait } from 'node:timers/promises';
import type { Side } from './sides';

/** Which clock counts: the wall's, or the processor's where other programs disturb. */
export type Clock = 'wall' | 'processor';

/** How sides take turns. */
export interface Turns {
  readonly rounds: number;
  /** How long a turn lasts, about; a step at least. */
  readonly turnMilliseconds: number;
  readonly clock: Clock;
}

/** A side and how often it has a turn: 1 in every round, 3 in every third. */
export interface Player {
  readonly side: Side;
  readonly every: number;
}

/** For so long threads may look for more work after a step before they sleep. */
const restMilliseconds = 20;

/** The least steps that every side makes before it is measured. */
const warmUpSteps = 3;

/**
 * Lets sides train in turns, in alternating order; the milliseconds of a step by round and side, no
 * number where it had no turn.
 */
export async function interleave(
  players: readonly Player[],
  { rounds, turnMilliseconds, clock }: Turns,
): Promise<readonly (readonly number[])[]> {
  const counts: number[] = [];
  for (const { side } of players) {
    let fastest = Number.POSITIVE_INFINITY;
    const enough = performance.now() + turnMilliseconds;
    for (let step = 0; step < warmUpSteps || performance.now() < enough; step++) {
      const [taken] = (await side.steps(1)).wall;
      fastest = Math.min(fastest, taken as number);
    }
    counts.push(Math.max(1, Math.round(turnMilliseconds / fastest)));
  }
  const times: number[][] = [];
  for (let round = 0; round < rounds; round++) {
    const inRound = players.map(() => Number.NaN);
    const order = [...players.keys()];
    if (round % 2 === 1) order.reverse();
    for (const place of order) {
      const { side, every } = players[place] as Player;
      if (round % every !== 0) continue;
      await wait(restMilliseconds);
      inRound[place] = median((await side.steps(counts[place] as number))[clock]);
    }
    times.push(inRound);
  }
  return times;
}

/** The middle of numbers, no number where there are none. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.filter((number) => !Number.isNaN(number)).sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (
    ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle) - 1] ?? Number.NaN)) / 2
  );
}

/** What all numbers come to on average where they are ratios. */
export function geometricMean(ratios: readonly number[]): number {
  return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
}
