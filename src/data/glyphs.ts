import { createRandomness, type Randomness } from '../base/randomness';
import { addNoise, between, type Canvas, createCanvas, type Point, stroke } from './canvas';
import type { DataSet } from './dataSet';
import { generateDataSet } from './generateDataSet';
import { type Jitter, jitteredPlace } from './jitterPath';

/** Which made-up characters to draw. */
export interface GlyphsOptions {
  /** Height and width in pixels. */
  readonly size: number;
  /** Characters to learn from. */
  readonly classes: number;
  /** Other characters, to be judged by. */
  readonly testClasses: number;
  /** Drawings of each character. */
  readonly perClass: number;
  readonly noise: number;
  readonly seed: number;
}

type Path = readonly Point[];

const JITTER: Jitter = { turn: 0.4, slant: 0.3, smallest: 0.6, sway: 0.07 };
const POINTS_PER_STROKE = 9;

/** A curve from one place to another, bent towards a third (a quadratic Bézier curve). */
function curve(from: Point, bend: Point, to: Point): Path {
  return Array.from({ length: POINTS_PER_STROKE }, (_, i) => {
    const t = i / (POINTS_PER_STROKE - 1);
    const mix = (axis: 0 | 1): number =>
      (1 - t) ** 2 * from[axis] + 2 * t * (1 - t) * bend[axis] + t ** 2 * to[axis];
    return [mix(0), mix(1)];
  });
}

/** The two to four strokes of a character that nobody writes; every second begins where one ended. */
function inventCharacter(randomness: Randomness): readonly Path[] {
  const place = (): Point => [between(randomness, 0.05, 0.95), between(randomness, 0.05, 0.95)];
  const paths: Path[] = [];
  let end = place();
  const count = 2 + randomness.integer(3);
  while (paths.length < count) {
    const from = paths.length % 2 === 1 ? end : place();
    const to = place();
    // Short strokes are ticks that jitter hides.
    if (Math.hypot(to[0] - from[0], to[1] - from[1]) < 0.35) continue;
    paths.push(curve(from, place(), to));
    end = to;
  }
  return fitted(paths);
}

/** Paths stretched to the whole unit square: a small character would be a blot. */
function fitted(paths: readonly Path[]): readonly Path[] {
  const range = (axis: 0 | 1): readonly [number, number] => {
    const all = paths.flat().map((place) => place[axis]);
    return [Math.min(...all), Math.max(...all)];
  };
  const [left, right] = range(0);
  const [top, bottom] = range(1);
  return paths.map((path) =>
    path.map(([x, y]) => [(x - left) / (right - left), (y - top) / (bottom - top)]),
  );
}

function drawCharacter(paths: readonly Path[], size: number, randomness: Randomness): Canvas {
  const canvas = createCanvas(size, [0]);
  const place = jitteredPlace(size, JITTER, randomness);
  const width = Math.max(1, size * between(randomness, 0.05, 0.08));
  for (const path of paths) stroke(canvas, path.map(place), width, [1]);
  return canvas;
}

/**
 * Characters of made-up alphabets for learning from few examples: columns `image` [size, size, 1],
 * 0–1, and `label`. The test split has other characters than the training split.
 * Source: in the manner of Lake et al., One Shot Learning of Simple Visual Concepts, 2011.
 */
export function glyphsDataSet(options: GlyphsOptions): DataSet {
  const { size, classes, testClasses, perClass, noise, seed } = options;
  const all = classes + testClasses;
  const randomness = createRandomness(seed);
  const characters = Array.from({ length: all }, (_, index) =>
    inventCharacter(randomness.fork(`character ${index}`)),
  );
  return generateDataSet({
    title: 'Made-up characters',
    seed,
    count: classes * perClass,
    testCount: testClasses * perClass,
    columns: {
      image: { shape: [size, size, 1], content: 'image' },
      label: {
        shape: [],
        content: 'class',
        classes: characters.map((_, index) => `character ${index + 1}`),
      },
    },
    draw(stream, index, split) {
      const label = split === 'training' ? index % classes : classes + (index % testClasses);
      const canvas = drawCharacter(characters[label] ?? [], size, stream);
      addNoise(canvas, noise, stream);
      return { image: canvas.pixels, label };
    },
  });
}
