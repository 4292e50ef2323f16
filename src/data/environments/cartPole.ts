import { between, createCanvas, disc, fill, type Point, rectangle, stroke } from '../canvas';
import { checkAction, type Environment } from './environment';
import { frameOf } from './frame';

const GRAVITY = 9.8;
const CART_MASS = 1;
const POLE_MASS = 0.1;
/** Half of the pole, in metres: where its mass is. */
const HALF_LENGTH = 0.5;
/** Newtons to either side. */
const FORCE = 10;
const SECONDS_PER_STEP = 0.02;
const LARGEST_POSITION = 2.4;
const LARGEST_ANGLE = (12 * Math.PI) / 180;
/** Each of the four numbers begins within this distance of 0. */
const START = 0.05;
/** Episodes are broken off after so many steps. */
const LONGEST_EPISODE = 200;
const FRAME_PIXELS = 64;

/**
 * Cart and pole: a pole stands on a cart that is pushed left or right at every step. The observation
 * is position, speed, angle and angular speed; the reward is 1 for every step; an episode is done when
 * the cart is 2.4 m off or the pole 12° from upright, and broken off after 200 steps.
 * Source: Barto, Sutton & Anderson, Neuronlike Adaptive Elements That Can Solve Difficult Learning
 * Control Problems, 1983; constants, limits and threshold as in OpenAI Gym, CartPole-v0.
 */
export function createCartPole(): Environment {
  let position = 0;
  let speed = 0;
  let angle = 0;
  let angularSpeed = 0;
  let steps = 0;
  const observe = (): Float32Array => Float32Array.of(position, speed, angle, angularSpeed);
  // Kept in the precision in which it is observed and stored: a restored one goes on the same way.
  const move = (numbers: readonly number[]): void => {
    [position = 0, speed = 0, angle = 0, angularSpeed = 0] = Float32Array.from(numbers);
  };
  const environment: Environment = {
    observation: { shape: [4], dtype: 'float32', content: 'vector' },
    actions: ['left', 'right'],
    solvedReturn: 195,
    reset(randomness) {
      move(Array.from({ length: 4 }, () => between(randomness, -START, START)));
      steps = 0;
      return observe();
    },
    step(action) {
      checkAction(action, environment);
      const force = action === 1 ? FORCE : -FORCE;
      const mass = CART_MASS + POLE_MASS;
      const push = (force + POLE_MASS * HALF_LENGTH * angularSpeed ** 2 * Math.sin(angle)) / mass;
      const turning =
        (GRAVITY * Math.sin(angle) - Math.cos(angle) * push) /
        (HALF_LENGTH * (4 / 3 - (POLE_MASS * Math.cos(angle) ** 2) / mass));
      const acceleration = push - (POLE_MASS * HALF_LENGTH * turning * Math.cos(angle)) / mass;
      move([
        position + SECONDS_PER_STEP * speed,
        speed + SECONDS_PER_STEP * acceleration,
        angle + SECONDS_PER_STEP * angularSpeed,
        angularSpeed + SECONDS_PER_STEP * turning,
      ]);
      steps++;
      const done = Math.abs(position) > LARGEST_POSITION || Math.abs(angle) > LARGEST_ANGLE;
      const truncated = !done && steps >= LONGEST_EPISODE;
      return { observation: observe(), reward: 1, done, truncated };
    },
    state: () => Float32Array.of(position, speed, angle, angularSpeed, steps),
    restore(state) {
      move([...state.subarray(0, 4)]);
      steps = state[4] ?? 0;
    },
    draw() {
      const canvas = createCanvas(FRAME_PIXELS, [0.09, 0.1, 0.12]);
      const ground = FRAME_PIXELS * 0.75;
      const x = FRAME_PIXELS * (0.5 + (0.4 * position) / LARGEST_POSITION);
      const top: Point = [
        x + FRAME_PIXELS * 0.5 * Math.sin(angle),
        ground - FRAME_PIXELS * 0.5 * Math.cos(angle),
      ];
      stroke(
        canvas,
        [
          [0, ground + 4],
          [FRAME_PIXELS, ground + 4],
        ],
        1,
        [0.4, 0.4, 0.42],
      );
      fill(canvas, rectangle([x, ground], [7, 4]), [0.35, 0.65, 0.95]);
      stroke(canvas, [[x, ground], top], 3, [0.95, 0.75, 0.25]);
      fill(canvas, disc([x, ground], 2), [0.09, 0.1, 0.12]);
      return frameOf(canvas);
    },
  };
  return environment;
}
