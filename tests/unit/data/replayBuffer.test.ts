import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandomness } from '../../../src/base/randomness';
import { createReplayBuffer } from '../../../src/data/replayBuffer';

const experience = (number: number) => ({
  state: [number, number + 0.5],
  action: number % 3,
  reward: 0 - number,
  nextState: [number + 1, number + 1.5],
  done: number % 2 === 0,
});

describe('a replay buffer', () => {
  it('gives experiences as they were pushed, only the last ones, and after a restart the same', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer(),
        (capacity, pushed, seed) => {
          const buffer = createReplayBuffer(capacity, 2);
          for (let i = 0; i < pushed; i++) buffer.push(experience(i));
          expect(buffer.length).toBe(Math.min(capacity, pushed));
          const drawn = buffer.sample(8, createRandomness(seed));
          for (let row = 0; row < 8; row++) {
            const number = drawn.state[2 * row] as number;
            expect(number).toBeGreaterThanOrEqual(pushed - capacity);
            expect({
              state: [...drawn.state.subarray(2 * row, 2 * row + 2)],
              action: drawn.action[row],
              reward: drawn.reward[row],
              nextState: [...drawn.nextState.subarray(2 * row, 2 * row + 2)],
              done: drawn.done[row] === 1,
            }).toEqual(experience(number));
          }
          const copy = createReplayBuffer(capacity, 2);
          copy.restore(buffer.state());
          for (const one of [buffer, copy]) one.push(experience(pushed));
          expect(copy.state()).toEqual(buffer.state());
          expect(copy.sample(5, createRandomness(seed))).toEqual(
            buffer.sample(5, createRandomness(seed)),
          );
        },
      ),
    );
  });

  it('draws every experience about equally often', () => {
    const buffer = createReplayBuffer(10, 2);
    for (let i = 0; i < 25; i++) buffer.push(experience(i));
    const counts = new Map<number, number>();
    for (const reward of buffer.sample(10_000, createRandomness(1)).reward) {
      counts.set(reward, (counts.get(reward) ?? 0) + 1);
    }
    expect([...counts.keys()].map((reward) => -reward).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 10 }, (_, i) => 15 + i),
    );
    // Five standard deviations of a binomial count.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('refuses to be sampled empty, and a stored state of another size', () => {
    const buffer = createReplayBuffer(3, 2);
    expect(() => buffer.sample(1, createRandomness(1))).toThrow(RangeError);
    const larger = createReplayBuffer(5, 2);
    for (let i = 0; i < 5; i++) larger.push(experience(i));
    expect(() => buffer.restore(larger.state())).toThrow('5 experiences');
    expect(() => createReplayBuffer(9, 3).restore(larger.state())).toThrow(RangeError);
  });
});
