import type { Randomness } from '../base/randomness';
import {
  addNoise,
  between,
  type Colour,
  createCanvas,
  disc,
  fill,
  type Outline,
  type Point,
  rectangle,
  triangle,
} from './canvas';
import type { DataSet } from './dataSet';
import { generateDataSet } from './generateDataSet';

/** Which pairs of pictures to make. */
export interface EdgesAndShapesOptions {
  /** Height and width in pixels. */
  readonly size: number;
  readonly count: number;
  readonly testCount: number;
  /** The deviation of what is added to the filled picture. */
  readonly noise: number;
  readonly seed: number;
}

interface Form {
  readonly outline: (centre: Point, radius: number) => Outline;
  /** Each form has a colour of its own, so that its edges tell it. */
  readonly colour: Colour;
}

const FORMS: readonly Form[] = [
  { outline: disc, colour: [0.9, 0.25, 0.2] },
  {
    outline: (centre, radius) => rectangle(centre, [0.85 * radius, 0.85 * radius]),
    colour: [0.2, 0.7, 0.3],
  },
  {
    outline: ([x, y], radius) => triangle([x, y + radius / 5], 1.1 * radius),
    colour: [0.25, 0.4, 0.95],
  },
];

const BACKGROUND: Colour = [0.95, 0.93, 0.85];
const EDGE_WIDTH = 1.2;

function randomForm(size: number, randomness: Randomness): Form & { readonly placed: Outline } {
  const form = FORMS[randomness.integer(FORMS.length)] as Form;
  const radius = size * between(randomness, 0.18, 0.32);
  const place = () => between(randomness, radius + 1, size - radius - 1);
  return { ...form, placed: form.outline([place(), place()], radius) };
}

/**
 * Pairs of pictures of one or two discs, squares and triangles: columns `edges` [size, size, 1], white
 * lines on black, and `shapes` [size, size, 3], the same filled, each form in its own colour; 0–1.
 * Source: in the manner of Isola et al., Image-to-Image Translation with Conditional Adversarial
 * Networks, 2017.
 */
export function edgesAndShapesDataSet(options: EdgesAndShapesOptions): DataSet {
  const { size, count, testCount, noise, seed } = options;
  return generateDataSet({
    title: 'Edges and shapes',
    seed,
    count,
    testCount,
    columns: {
      edges: { shape: [size, size, 1], content: 'image' },
      shapes: { shape: [size, size, 3], content: 'image' },
    },
    draw(randomness) {
      const edges = createCanvas(size, [0]);
      const shapes = createCanvas(size, BACKGROUND);
      for (let drawn = 1 + randomness.integer(2); drawn > 0; drawn--) {
        const { placed, colour } = randomForm(size, randomness);
        fill(shapes, placed, colour);
        // What lies in front hides the edges behind it.
        fill(edges, placed, [0]);
        fill(edges, (x, y) => Math.abs(placed(x, y)) - EDGE_WIDTH / 2, [1]);
      }
      addNoise(shapes, noise, randomness);
      return { edges: edges.pixels, shapes: shapes.pixels };
    },
  });
}
