import type { Randomness } from '../base/randomness';
import { between, type Point } from './canvas';

/** How a written character may differ from its model. */
export interface Jitter {
  /** The largest turn to either side, in radians. */
  readonly turn: number;
  /** The largest slant to either side, as a share of the height. */
  readonly slant: number;
  /** The least share of the full size, for width and height by themselves. */
  readonly smallest: number;
  /** How far lines sway, as a share of the size. */
  readonly sway: number;
}

/**
 * A change of places in the unit square to pixels of a square picture, as one hand at one moment
 * would write: turned, slanted, stretched, swaying and moved, all within the picture with a margin.
 */
export function jitteredPlace(
  size: number,
  jitter: Jitter,
  randomness: Randomness,
): (place: Point) => Point {
  const angle = between(randomness, -jitter.turn, jitter.turn);
  const slant = between(randomness, -jitter.slant, jitter.slant);
  const width = between(randomness, jitter.smallest, 1);
  const height = between(randomness, jitter.smallest, 1);
  const swayX = between(randomness, 0, jitter.sway);
  const swayY = between(randomness, 0, jitter.sway);
  const phaseX = between(randomness, 0, 2 * Math.PI);
  const phaseY = between(randomness, 0, 2 * Math.PI);
  const right = between(randomness, -0.5, 0.5) * (1 - width);
  const down = between(randomness, -0.5, 0.5) * (1 - height);
  const cosine = Math.cos(angle);
  const sine = Math.sin(angle);
  const margin = 0.1;
  return ([unitX, unitY]) => {
    const x = (unitX - 0.5 + swayX * Math.sin(2 * Math.PI * unitY + phaseX)) * width;
    const y = (unitY - 0.5 + swayY * Math.sin(2 * Math.PI * unitX + phaseY)) * height;
    const slanted = x - slant * y;
    const turnedX = cosine * slanted - sine * y + right + 0.5;
    const turnedY = sine * slanted + cosine * y + down + 0.5;
    return [
      size * (margin + (1 - 2 * margin) * turnedX),
      size * (margin + (1 - 2 * margin) * turnedY),
    ];
  };
}
