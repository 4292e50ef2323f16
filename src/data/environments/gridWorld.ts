import { checkAction, type Environment } from './environment';
import { drawBoard } from './frame';

/** The map: `#` a wall, `G` the goal, `P` a pit. */
const MAP = ['....G', '.##.P', '.....', '.#.#.', '...P.'] as const;
const SIZE = MAP.length;
const STEP_REWARD = -0.04;
const GOAL_REWARD = 1;
const PIT_REWARD = -1;
const LONGEST_EPISODE = 50;
const MOVES = [
  [-1, 0],
  [1, 0],
  [0, -1],
  [0, 1],
] as const;
const COLOURS: Readonly<Record<string, readonly number[]>> = {
  '.': [0.09, 0.1, 0.12],
  '#': [0.3, 0.31, 0.34],
  G: [0.3, 0.75, 0.4],
  P: [0.8, 0.3, 0.3],
};
const AGENT = [0.35, 0.65, 0.95];

/** What is at a place of the map; beyond its edge there is wall. */
function cellAt(row: number, column: number): string {
  return MAP[row]?.[column] ?? '#';
}

const starts: readonly (readonly [number, number])[] = MAP.flatMap((line, row) =>
  [...line].flatMap((cell, column) => (cell === '.' ? [[row, column] as const] : [])),
);

/**
 * A grid world of 5×5 cells with walls, a goal and pits. The agent starts on a free cell by lot and
 * goes up, down, left or right; into a wall it stays. A step costs 0.04, the goal gives 1 and a pit
 * takes 1; both end the episode, which is broken off after 50 steps. The observation is 1 where it is.
 * Source: Russell & Norvig, Artificial Intelligence, §17.1.
 */
export function createGridWorld(): Environment {
  let [row, column] = starts[0] as readonly [number, number];
  let steps = 0;
  const observe = (): Float32Array => {
    const board = new Float32Array(SIZE * SIZE);
    board[row * SIZE + column] = 1;
    return board;
  };
  const environment: Environment = {
    observation: { shape: [SIZE, SIZE, 1], dtype: 'float32', content: 'image' },
    actions: ['up', 'down', 'left', 'right'],
    solvedReturn: 0.7,
    reset(randomness) {
      [row, column] = starts[randomness.integer(starts.length)] as readonly [number, number];
      steps = 0;
      return observe();
    },
    step(action) {
      checkAction(action, environment);
      const [down, right] = MOVES[action] as readonly [number, number];
      if (cellAt(row + down, column + right) !== '#') {
        row += down;
        column += right;
      }
      steps++;
      const cell = cellAt(row, column);
      const earned = cell === 'G' ? GOAL_REWARD : cell === 'P' ? PIT_REWARD : 0;
      const done = earned !== 0;
      const truncated = !done && steps >= LONGEST_EPISODE;
      return { observation: observe(), reward: STEP_REWARD + earned, done, truncated };
    },
    state: () => Float32Array.of(row, column, steps),
    restore(state) {
      [row = 0, column = 0, steps = 0] = state;
    },
    draw: () =>
      drawBoard(SIZE, (atRow, atColumn) =>
        atRow === row && atColumn === column
          ? AGENT
          : (COLOURS[cellAt(atRow, atColumn)] as readonly number[]),
      ),
  };
  return environment;
}
