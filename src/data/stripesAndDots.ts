import type { Randomness } from '../base/randomness';
import {
  addNoise,
  between,
  type Canvas,
  createCanvas,
  disc,
  fill,
  type Outline,
  rectangle,
} from './canvas';
import type { DataSet } from './dataSet';
import { generateDataSet } from './generateDataSet';

/** Which textured pictures to make. */
export interface StripesAndDotsOptions {
  /** Height and width in pixels. */
  readonly size: number;
  readonly count: number;
  readonly testCount: number;
  readonly noise: number;
  readonly seed: number;
}

/** Pixels from one stripe, or one dot, to the next. */
const PERIOD = 4;
const BRIGHT = 1;
const DARK = 0.35;

/** Intensities of the two textures; both lie on the grid of pixels, so that one tells the other. */
const TEXTURES = {
  stripes: (column: number) => (column % PERIOD < PERIOD / 2 ? BRIGHT : DARK),
  dots: (column: number, row: number) =>
    column % PERIOD < PERIOD / 2 && row % PERIOD < PERIOD / 2 ? BRIGHT : DARK,
} as const;

/** A disc or a square somewhere in the picture. */
function randomOutline(size: number, randomness: Randomness): Outline {
  const radius = size * between(randomness, 0.25, 0.42);
  const place = () => between(randomness, radius, size - radius);
  const x = place();
  const y = place();
  return randomness.next() < 0.5
    ? disc([x, y], radius)
    : rectangle([x, y], [radius * 0.9, radius * 0.9]);
}

/** Draws an outline filled with one of the two textures, on black. */
export function drawTextured(
  texture: keyof typeof TEXTURES,
  size: number,
  outline: Outline,
): Canvas {
  const canvas = createCanvas(size, [0]);
  fill(canvas, outline, (column, row) => [TEXTURES[texture](column, row)]);
  return canvas;
}

/**
 * Two domains of pictures that do not belong together: discs and squares filled with stripes, and
 * others filled with dots. Columns `stripes` and `dots` [size, size, 1], 0–1, drawn independently.
 */
export function stripesAndDotsDataSet(options: StripesAndDotsOptions): DataSet {
  const { size, count, testCount, noise, seed } = options;
  const image = { shape: [size, size, 1], content: 'image' } as const;
  return generateDataSet({
    title: 'Stripes and dots',
    seed,
    count,
    testCount,
    columns: { stripes: image, dots: image },
    draw(randomness) {
      const draw = (texture: keyof typeof TEXTURES): Float32Array => {
        const canvas = drawTextured(texture, size, randomOutline(size, randomness));
        addNoise(canvas, noise, randomness);
        return canvas.pixels;
      };
      return { stripes: draw('stripes'), dots: draw('dots') };
    },
  });
}
