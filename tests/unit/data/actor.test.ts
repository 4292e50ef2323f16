import { describe, expect, it } from 'vitest';
import { createRandomness } from '../../../src/base/randomness';
import { createActor, epsilonAt, largestAt } from '../../../src/data/actor';
import { createCartPole } from '../../../src/data/environments/cartPole';
import { createCatch } from '../../../src/data/environments/catch';
import { createReplayBuffer } from '../../../src/data/replayBuffer';

const never = { start: 0, end: 0, steps: 0 };
const stay = () => [0, 1, 0];

function catchActor(epsilon = never) {
  const buffer = createReplayBuffer(1000, 49);
  return { buffer, actor: createActor({ environment: createCatch(), buffer, epsilon }) };
}

describe('epsilonAt', () => {
  it('falls in a straight line and then stays', () => {
    const schedule = { start: 1, end: 0.1, steps: 100 };
    for (const [step, epsilon] of [
      [0, 1],
      [50, 0.55],
      [100, 0.1],
      [1000, 0.1],
    ] as const) {
      expect(epsilonAt(schedule, step)).toBeCloseTo(epsilon, 12);
    }
    expect(epsilonAt({ ...schedule, steps: 0 }, 0)).toBeCloseTo(0.1, 12);
  });
});

describe('largestAt', () => {
  it('is the first of the largest', () => {
    expect(largestAt([-3, -1, -1, -2])).toBe(1);
    expect(largestAt(Float32Array.of(5))).toBe(0);
  });
});

describe('an actor', () => {
  it('takes the best action, remembers every step, and sums rewards by episode', async () => {
    const { buffer, actor } = catchActor();
    await actor.play(13, stay, createRandomness(1));
    expect([actor.steps, buffer.length, actor.returns.length]).toEqual([13, 13, 2]);
    const { state, action, reward, nextState, done } = buffer.state();
    expect([...action]).toEqual(Array.from({ length: 13 }, () => 1));
    expect([...done]).toEqual([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0]);
    expect(actor.returns).toEqual([reward[5], reward[11]]);
    expect(actor.meanReturn).toBe(((reward[5] ?? 0) + (reward[11] ?? 0)) / 2);
    for (let step = 0; step < 12; step++) {
      if (done[step]) continue;
      expect(nextState.subarray(49 * step, 49 * step + 49)).toEqual(
        state.subarray(49 * step + 49, 49 * step + 98),
      );
    }
  });

  it('acts by lot as often as epsilon says, and always before it is given a policy', async () => {
    const shareOfOthers = async (start: number, act: typeof stay | null) => {
      const { buffer, actor } = catchActor({ start, end: start, steps: 0 });
      await actor.play(900, act, createRandomness(2));
      return buffer.state().action.filter((action) => action !== 1).length / 900;
    };
    expect(await shareOfOthers(0, stay)).toBe(0);
    // By lot two of three actions are others; five standard deviations.
    expect(Math.abs((await shareOfOthers(0.3, stay)) - 0.2)).toBeLessThan(0.07);
    expect(Math.abs((await shareOfOthers(1, stay)) - 2 / 3)).toBeLessThan(0.08);
    expect(Math.abs((await shareOfOthers(0, null)) - 2 / 3)).toBeLessThan(0.08);
  });

  it('does not remember an episode that was broken off as done', async () => {
    const buffer = createReplayBuffer(1000, 4);
    const actor = createActor({ environment: createCartPole(), buffer, epsilon: never });
    const balance = async ([x = 0, v = 0, a = 0, w = 0]: Float32Array) =>
      0.1 * x + 0.3 * v + 3 * a + 0.6 * w > 0 ? [0, 1] : [1, 0];
    await actor.play(401, balance, createRandomness(1));
    expect(actor.returns).toEqual([200, 200]);
    expect(Math.max(...buffer.state().done)).toBe(0);
  });

  it('goes on from a stored state as if it had never stopped', async () => {
    const epsilon = { start: 1, end: 0, steps: 60 };
    const straight = catchActor(epsilon);
    const first = catchActor(epsilon);
    const second = catchActor(epsilon);
    await straight.actor.play(20, stay, createRandomness(1));
    await straight.actor.play(100, stay, createRandomness(2));
    await first.actor.play(20, stay, createRandomness(1));
    second.actor.restore(first.actor.state());
    second.buffer.restore(first.buffer.state());
    await second.actor.play(100, stay, createRandomness(2));
    expect(second.actor.state()).toEqual(straight.actor.state());
    expect(second.buffer.state()).toEqual(straight.buffer.state());
    expect(second.actor.meanReturn).toBe(straight.actor.meanReturn);
  });
});
