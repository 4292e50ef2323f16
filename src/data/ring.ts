import type { Randomness } from '../base/randomness';
import type { DataSet } from './dataSet';
import { generateDataSet } from './generateDataSet';

/** How the centres of the points lie. */
export const RING_PATTERNS = ['ring', 'grid', 'moons'] as const;

/** One of the patterns. */
export type RingPattern = (typeof RING_PATTERNS)[number];

/** Which points to make. */
export interface RingOptions {
  readonly pattern: RingPattern;
  readonly count: number;
  readonly testCount: number;
  /** The deviation of points around their centres. */
  readonly noise: number;
  readonly seed: number;
}

/** The radius of the ring, and half the width of the grid. */
const RADIUS = 2;
const RING_MODES = 8;
/** Along one side of the grid. */
const GRID_MODES = 5;

/** The number of modes of each pattern. */
const MODES: Readonly<Record<RingPattern, number>> = {
  ring: RING_MODES,
  grid: GRID_MODES ** 2,
  moons: 2,
};

/** The middle of a mode: a point, or for moons one anywhere on the arc. */
export function modeCentre(
  pattern: RingPattern,
  mode: number,
  randomness: Randomness,
): readonly [number, number] {
  if (pattern === 'ring') {
    const angle = (2 * Math.PI * mode) / RING_MODES;
    return [RADIUS * Math.cos(angle), RADIUS * Math.sin(angle)];
  }
  if (pattern === 'grid') {
    const place = (index: number): number => RADIUS * ((2 * index) / (GRID_MODES - 1) - 1);
    return [place(mode % GRID_MODES), place(Math.floor(mode / GRID_MODES))];
  }
  const angle = Math.PI * randomness.next();
  // The second moon is the first one turned around, and hooked into it; both together are centred.
  const [x, y] = [Math.cos(angle) - 0.5, Math.sin(angle) - 0.25];
  return mode === 0 ? [x, y] : [-x, -y];
}

/**
 * Points from a mixture of normal distributions in the plane: eight on a ring of radius 2, twenty-five
 * on a grid from −2 to 2, or two half moons of radius 1. Columns `point` [2] and `mode`, the class of
 * the distribution it came from; all modes have equally many points, give or take one.
 */
export function ringDataSet({ pattern, count, testCount, noise, seed }: RingOptions): DataSet {
  const modes = MODES[pattern];
  return generateDataSet({
    title: 'Points of many modes',
    seed,
    count,
    testCount,
    columns: {
      point: { shape: [2], content: 'vector' },
      mode: {
        shape: [],
        content: 'class',
        classes: Array.from({ length: modes }, (_, mode) => String(mode + 1)),
      },
    },
    draw(randomness, index) {
      const mode = index % modes;
      const [x, y] = modeCentre(pattern, mode, randomness);
      return { point: [x + noise * randomness.normal(), y + noise * randomness.normal()], mode };
    },
  });
}
