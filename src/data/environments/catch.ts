import type { Randomness } from '../../base/randomness';
import { checkAction, type Environment } from './environment';
import { drawBoard } from './frame';

/** Height and width of the board. */
const SIZE = 7;
const BACKGROUND = [0.09, 0.1, 0.12];
const BALL = [0.95, 0.75, 0.25];
const PADDLE = [0.35, 0.65, 0.95];

/**
 * Catch: a ball falls through a board of 7×7 cells, straight down from a column by lot; the paddle in
 * the lowest row starts in the middle and goes left, stays or goes right. The observation is the
 * board, 1 where ball and paddle are; the reward is 1 for a caught ball, −1 for a missed one, and 0
 * before. An episode has 6 steps.
 * Source: Mnih et al., Recurrent Models of Visual Attention, 2014.
 */
export function createCatch(): Environment {
  let ballRow = 0;
  let ballColumn = 0;
  let paddle = Math.floor(SIZE / 2);
  const observe = (): Float32Array => {
    const board = new Float32Array(SIZE * SIZE);
    board[ballRow * SIZE + ballColumn] = 1;
    board[(SIZE - 1) * SIZE + paddle] = 1;
    return board;
  };
  const environment: Environment = {
    observation: { shape: [SIZE, SIZE, 1], dtype: 'float32', content: 'image' },
    actions: ['left', 'stay', 'right'],
    solvedReturn: 0.9,
    reset(randomness: Randomness) {
      ballRow = 0;
      ballColumn = randomness.integer(SIZE);
      paddle = Math.floor(SIZE / 2);
      return observe();
    },
    step(action) {
      checkAction(action, environment);
      paddle = Math.min(SIZE - 1, Math.max(0, paddle + action - 1));
      ballRow = Math.min(SIZE - 1, ballRow + 1);
      const done = ballRow === SIZE - 1;
      const reward = done ? (ballColumn === paddle ? 1 : -1) : 0;
      return { observation: observe(), reward, done, truncated: false };
    },
    state: () => Float32Array.of(ballRow, ballColumn, paddle),
    restore(state) {
      [ballRow = 0, ballColumn = 0, paddle = 0] = state;
    },
    draw: () =>
      drawBoard(SIZE, (row, column) => {
        if (row === ballRow && column === ballColumn) return BALL;
        return row === SIZE - 1 && column === paddle ? PADDLE : BACKGROUND;
      }),
  };
  return environment;
}
