import {
  addNoise,
  arc,
  between,
  type Canvas,
  type Colour,
  createCanvas,
  disc,
  fill,
  type Outline,
  type Point,
  stroke,
} from './canvas';
import type { DataSet } from './dataSet';
import { generateDataSet } from './generateDataSet';

/** Which cartoon faces to make. */
export interface FacesOptions {
  /** Height and width in pixels. */
  readonly size: number;
  readonly count: number;
  readonly testCount: number;
  readonly noise: number;
  readonly seed: number;
}

const HAIR: Readonly<Record<string, Colour>> = {
  black: [0.12, 0.1, 0.1],
  blond: [0.9, 0.78, 0.35],
  red: [0.7, 0.25, 0.1],
};
const hairNames = Object.keys(HAIR);
const SKIN: readonly Colour[] = [
  [0.98, 0.85, 0.72],
  [0.82, 0.62, 0.45],
  [0.5, 0.34, 0.24],
];
const DARK: Colour = [0.08, 0.06, 0.08];
const LIPS: Colour = [0.7, 0.12, 0.15];

interface Face {
  readonly hair: Colour;
  readonly hasGlasses: boolean;
  /** From −1, the corners of the mouth down, to 1. */
  readonly smile: number;
  /** From −1, looking left, to 1. */
  readonly pose: number;
  readonly skin: Colour;
  readonly background: Colour;
  /** Half the width of the head, as a share of the size. */
  readonly width: number;
}

function ellipse(centre: Point, radii: Point): Outline {
  const scale = Math.min(...radii);
  return (x, y) => (Math.hypot((x - centre[0]) / radii[0], (y - centre[1]) / radii[1]) - 1) * scale;
}

function drawFace(size: number, face: Face): Canvas {
  const canvas = createCanvas(size, face.background);
  const at = (x: number, y: number): Point => [size * x, size * y];
  const head: Point = at(face.width, 0.38);
  fill(canvas, ellipse(at(0.5, 0.44), [head[0] * 1.18, head[1] * 1.08]), face.hair);
  fill(canvas, ellipse(at(0.5 + 0.02 * face.pose, 0.56), [head[0], head[1] * 0.95]), face.skin);
  const middle = 0.5 + 0.1 * face.pose;
  for (const side of [-1, 1]) {
    const eye = at(middle + side * 0.13, 0.48);
    fill(canvas, disc(eye, Math.max(0.8, size * 0.035)), DARK);
    if (face.hasGlasses) stroke(canvas, arc(eye, at(0.09, 0.09), 0, 360), size * 0.035, DARK);
  }
  if (face.hasGlasses) {
    stroke(canvas, [at(middle - 0.04, 0.48), at(middle + 0.04, 0.48)], size * 0.035, DARK);
  }
  const corner = 0.74 - 0.06 * face.smile;
  const mouth = [-1, -0.5, 0, 0.5, 1].map((x) =>
    at(middle + 0.14 * x, corner + 0.12 * face.smile * (1 - x * x)),
  );
  stroke(canvas, mouth, size * 0.05, LIPS);
  return canvas;
}

/**
 * Cartoon faces: columns `image` [size, size, 3], 0–1; `hair` (black, blond, red), `glasses` and
 * `smile`, classes; `factors`, how far the mouth smiles and the head is turned, both from −1 to 1.
 */
export function facesDataSet({ size, count, testCount, noise, seed }: FacesOptions): DataSet {
  return generateDataSet({
    title: 'Cartoon faces',
    seed,
    count,
    testCount,
    columns: {
      image: { shape: [size, size, 3], content: 'image' },
      hair: { shape: [], content: 'class', classes: hairNames },
      glasses: { shape: [], content: 'class', classes: ['without', 'with'] },
      smile: { shape: [], content: 'class', classes: ['sad', 'smiling'] },
      factors: { shape: [2], content: 'vector' },
    },
    draw(randomness, index) {
      const hair = index % hairNames.length;
      const glasses = randomness.integer(2);
      const isSmiling = randomness.integer(2);
      const smile = (isSmiling ? 1 : -1) * between(randomness, 0.3, 1);
      const pose = between(randomness, -1, 1);
      const canvas = drawFace(size, {
        hair: HAIR[hairNames[hair] as string] as Colour,
        hasGlasses: glasses === 1,
        smile,
        pose,
        skin: SKIN[randomness.integer(SKIN.length)] as Colour,
        background: [0, 1, 2].map(() => between(randomness, 0.3, 0.7)),
        width: between(randomness, 0.3, 0.36),
      });
      addNoise(canvas, noise, randomness);
      return { image: canvas.pixels, hair, glasses, smile: isSmiling, factors: [smile, pose] };
    },
  });
}
