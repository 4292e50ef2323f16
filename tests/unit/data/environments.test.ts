import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandomness } from '../../../src/base/randomness';
import { greedyReturn } from '../../../src/data/actor';
import { createCartPole } from '../../../src/data/environments/cartPole';
import { createCatch } from '../../../src/data/environments/catch';
import { createGridWorld } from '../../../src/data/environments/gridWorld';
import { createEnvironment, ENVIRONMENTS } from '../../../src/data/environments/index';
import { replay } from '../../../src/kinds/training/data/replay';

/** Actions worth 1 and 0 so that the one chosen is taken. */
const always = (choose: (seen: Float32Array) => number) => (seen: Float32Array) => {
  const chosen = choose(seen);
  return Array.from({ length: 4 }, (_, action) => (action === chosen ? 1 : 0));
};

async function meanReturn(
  environment: ReturnType<typeof createEnvironment>,
  act: (seen: Float32Array) => number[],
  episodes = 100,
): Promise<number> {
  const randomness = createRandomness(3);
  let sum = 0;
  for (let i = 0; i < episodes; i++) sum += await greedyReturn(environment, act, randomness);
  return sum / episodes;
}

describe.each(ENVIRONMENTS)('the environment %s', (name) => {
  it('is what the kind of the replay buffer says of it', () => {
    const columns = replay.columns({ environment: name });
    const { observation, actions } = createEnvironment(name);
    expect(columns?.state).toEqual(observation);
    expect(columns?.nextState).toEqual(observation);
    expect(columns?.action?.classCount).toBe(actions.length);
  });

  it('repeats itself with the same seed, and goes on alike from a stored state', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.nat(), { minLength: 1, maxLength: 30 }),
        (seed, all) => {
          const one = createEnvironment(name);
          const other = createEnvironment(name);
          const restored = createEnvironment(name);
          expect(one.reset(createRandomness(seed))).toEqual(other.reset(createRandomness(seed)));
          for (const number of all) {
            const action = number % one.actions.length;
            restored.restore(other.state());
            const transition = one.step(action);
            expect(other.step(action)).toEqual(transition);
            expect(restored.step(action)).toEqual(transition);
            expect(restored.state()).toEqual(one.state());
            expect(transition.observation).toHaveLength(
              one.observation.shape.reduce<number>((product, axis) => product * (axis ?? 0), 1),
            );
            if (transition.done || transition.truncated) break;
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('refuses what is no action', () => {
    const environment = createEnvironment(name);
    environment.reset(createRandomness(1));
    expect(() => environment.step(environment.actions.length)).toThrow(RangeError);
    expect(() => environment.step(-1)).toThrow(RangeError);
  });

  it('draws a picture that changes with what happens', () => {
    const environment = createEnvironment(name);
    environment.reset(createRandomness(1));
    const before = environment.draw();
    expect(before.pixels).toHaveLength(before.height * before.width * 3);
    expect(Math.min(...before.pixels)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...before.pixels)).toBeLessThanOrEqual(1);
    const start = environment.state();
    const differs = environment.actions.map((_, action) => {
      environment.restore(start);
      environment.step(action);
      return environment.draw().pixels.some((value, i) => value !== before.pixels[i]);
    });
    expect(differs).toContain(true);
  });
});

describe('Catch', () => {
  it('drops the ball one row a step and rewards a catch by 1, a miss by −1', async () => {
    const environment = createCatch();
    const seen = environment.reset(createRandomness(2));
    expect(seen.indexOf(1)).toBeLessThan(7);
    const column = seen.indexOf(1);
    for (let row = 1; row <= 6; row++) {
      const { observation, done, reward } = environment.step(1);
      expect(observation[row * 7 + column]).toBe(1);
      expect(done).toBe(row === 6);
      if (row < 6) expect(reward).toBe(0);
      else expect(Math.abs(reward)).toBe(1);
    }
    const follow = always((board) => {
      const ball = board.indexOf(1) % 7;
      const paddle = board.lastIndexOf(1) % 7;
      return Math.sign(ball - paddle) + 1;
    });
    expect(await meanReturn(createCatch(), follow)).toBe(1);
    const lazy = await meanReturn(
      createCatch(),
      always(() => 1),
      400,
    );
    expect(lazy).toBeLessThan(-0.5);
  });
});

describe('cart and pole', () => {
  /** The equations of the paper, solved for both accelerations as a linear system. */
  function accelerations(force: number, angle: number, turning: number): [number, number] {
    // (M + m) x'' + m l cos(a) a'' = F + m l a'^2 sin(a);  cos(a) x'' + 4/3 l a'' = g sin(a), a'' to the right.
    const [M, m, l, g] = [1, 0.1, 0.5, 9.8];
    const [a, b] = [M + m, m * l * Math.cos(angle)];
    const [c, d] = [Math.cos(angle), (4 / 3) * l];
    const right = force + m * l * turning ** 2 * Math.sin(angle);
    const below = g * Math.sin(angle);
    const determinant = a * d - b * c;
    return [(right * d - b * below) / determinant, (a * below - c * right) / determinant];
  }

  it('moves by the equations of Barto, Sutton and Anderson in steps of 0.02 s', () => {
    const real = (most: number) => fc.float({ min: -most, max: most, noNaN: true });
    fc.assert(
      fc.property(real(2), real(3), real(0.1875), real(3), fc.boolean(), (x, v, a, w, right) => {
        const environment = createCartPole();
        environment.restore(Float32Array.of(x, v, a, w, 0));
        const { observation } = environment.step(right ? 1 : 0);
        const [linear, angular] = accelerations(right ? 10 : -10, a, w);
        const expected = [x + 0.02 * v, v + 0.02 * linear, a + 0.02 * w, w + 0.02 * angular];
        expected.forEach((number, i) => {
          expect(observation[i]).toBeCloseTo(number, 4);
        });
      }),
    );
  });

  it('follows an episode of OpenAI Gym', () => {
    const environment = createCartPole();
    environment.restore(new Float32Array(5));
    // From rest, pushed to the right: x'' = 9.7561, a'' = −14.6341, as Gym computes them.
    const { observation, reward } = environment.step(1);
    expect([...observation].map((value) => Number(value.toFixed(6)))).toEqual([
      0, 0.195122, 0, -0.292683,
    ]);
    expect(reward).toBe(1);
  });

  it('ends beyond 2.4 m or 12°, and is broken off after 200 steps', async () => {
    const end = (state: number[]) => {
      const environment = createCartPole();
      environment.restore(Float32Array.from(state));
      const { done, truncated } = environment.step(1);
      return { done, truncated };
    };
    expect(end([2.39, 1, 0, 0, 0])).toEqual({ done: true, truncated: false });
    expect(end([2.37, 1, 0, 0, 0])).toEqual({ done: false, truncated: false });
    expect(end([0, 0, 0.2, 0.6, 0])).toEqual({ done: true, truncated: false });
    expect(end([0, 0, 0, 0, 199])).toEqual({ done: false, truncated: true });
    expect(end([0, 0, 0, 0, 198])).toEqual({ done: false, truncated: false });
    // A known linear controller holds it up; pushing one way does not.
    const balance = always(([x = 0, v = 0, a = 0, w = 0]) =>
      0.1 * x + 0.3 * v + 3 * a + 0.6 * w > 0 ? 1 : 0,
    );
    expect(await meanReturn(createCartPole(), balance, 20)).toBeGreaterThan(195);
    expect(
      await meanReturn(
        createCartPole(),
        always(() => 1),
        20,
      ),
    ).toBeLessThan(12);
  });
});

describe('the grid world', () => {
  /** Every place with what each action leads to, found by trying. */
  function explore() {
    const environment = createGridWorld();
    const places = new Map<number, { reward: number; next: number | null }[]>();
    const open = [0];
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      if (places.has(place)) continue;
      const from = place;
      const moves = environment.actions.map((_, action) => {
        environment.restore(Float32Array.of(Math.floor(from / 5), from % 5, 0));
        const { observation, reward, done } = environment.step(action);
        const next = observation.indexOf(1);
        if (!done) open.push(next);
        return { reward, next: done ? null : next };
      });
      places.set(place, moves);
    }
    return places;
  }

  it('can be solved: the best way earns more than the threshold, by value iteration', async () => {
    const places = explore();
    expect(places.size).toBe(25 - 4 - 1 - 2);
    const values = new Map([...places.keys()].map((place) => [place, 0]));
    const worth = ({ reward, next }: { reward: number; next: number | null }) =>
      reward + (next === null ? 0 : (values.get(next) ?? 0));
    for (let round = 0; round < 50; round++) {
      for (const [place, moves] of places) values.set(place, Math.max(...moves.map(worth)));
    }
    const best = always((seen) => {
      const moves = places.get(seen.indexOf(1)) ?? [];
      const worths = moves.map(worth);
      return worths.indexOf(Math.max(...worths));
    });
    const environment = createGridWorld();
    const reached = await meanReturn(environment, best);
    expect(reached).toBeGreaterThan(environment.solvedReturn);
    expect(reached).toBeLessThan(1);
    expect(
      await meanReturn(
        environment,
        always(() => 0),
      ),
    ).toBeLessThan(0);
  });
});
