import type { Randomness } from '../base/randomness';
import {
  addNoise,
  arc,
  between,
  type Canvas,
  createCanvas,
  fill,
  type Point,
  rectangle,
  stroke,
} from './canvas';
import type { DataSet } from './dataSet';
import { generateDataSet } from './generateDataSet';
import { type Jitter, jitteredPlace } from './jitterPath';

/** Which drawn digits to make. */
export interface DigitsOptions {
  /** Height and width in pixels. */
  readonly size: number;
  readonly count: number;
  readonly testCount: number;
  /** The share of every picture that a grey patch hides, 0–1. */
  readonly occlusion: number;
  /** The deviation of what is added to every pixel, which lies between 0 and 1. */
  readonly noise: number;
  /** The digits to draw, numbered as classes in this order; empty means all ten. */
  readonly classes: readonly number[];
  /** At most so many training examples of each; 0 sets no limit. */
  readonly perClass: number;
  readonly seed: number;
}

type Path = readonly Point[];

const oval = (x: number, y: number, radiusX: number, radiusY: number): Path =>
  arc([x, y], [radiusX, radiusY], -90, 270);

/** The ways in which people write each digit: lines in the unit square. */
const GLYPHS: readonly (readonly (readonly Path[])[])[] = [
  [[oval(0.5, 0.5, 0.3, 0.42)], [oval(0.5, 0.5, 0.22, 0.42)]],
  [
    [
      [
        [0.34, 0.28],
        [0.55, 0.08],
        [0.55, 0.92],
      ],
    ],
    [
      [
        [0.5, 0.08],
        [0.5, 0.92],
      ],
    ],
    [
      [
        [0.34, 0.28],
        [0.52, 0.08],
        [0.52, 0.92],
      ],
      [
        [0.3, 0.92],
        [0.74, 0.92],
      ],
    ],
  ],
  [[[...arc([0.49, 0.31], [0.28, 0.23], 190, 390), [0.2, 0.92], [0.8, 0.92]]]],
  [
    [[...arc([0.46, 0.29], [0.27, 0.21], 205, 450), ...arc([0.46, 0.71], [0.3, 0.21], 270, 515)]],
    [[[0.22, 0.08], [0.74, 0.08], [0.46, 0.44], ...arc([0.48, 0.68], [0.29, 0.24], 270, 515)]],
  ],
  [
    [
      [
        [0.62, 0.92],
        [0.62, 0.08],
        [0.18, 0.64],
        [0.84, 0.64],
      ],
    ],
    [
      [
        [0.28, 0.08],
        [0.22, 0.54],
        [0.8, 0.54],
      ],
      [
        [0.68, 0.1],
        [0.66, 0.92],
      ],
    ],
  ],
  [[[[0.76, 0.08], [0.3, 0.08], [0.27, 0.46], ...arc([0.48, 0.65], [0.3, 0.27], 230, 515)]]],
  [[[...arc([0.78, 0.62], [0.54, 0.56], 255, 180), ...arc([0.5, 0.68], [0.26, 0.24], 180, 540)]]],
  [
    [
      [
        [0.2, 0.08],
        [0.8, 0.08],
        [0.42, 0.92],
      ],
    ],
    [
      [
        [0.2, 0.08],
        [0.8, 0.08],
        [0.42, 0.92],
      ],
      [
        [0.36, 0.5],
        [0.74, 0.5],
      ],
    ],
  ],
  [[oval(0.5, 0.29, 0.22, 0.2), oval(0.5, 0.71, 0.28, 0.22)]],
  [
    [
      oval(0.49, 0.32, 0.26, 0.24),
      [
        [0.75, 0.32],
        [0.72, 0.6],
        [0.6, 0.92],
      ],
    ],
    [
      oval(0.49, 0.32, 0.25, 0.24),
      [
        [0.74, 0.3],
        [0.74, 0.92],
      ],
    ],
  ],
];

const JITTER: Jitter = { turn: 0.25, slant: 0.25, smallest: 0.65, sway: 0.06 };

/** Draws one digit in a hand of its own, white on black, without noise. */
export function drawDigit(digit: number, size: number, randomness: Randomness): Canvas {
  const canvas = createCanvas(size, [0]);
  const ways = GLYPHS[digit];
  if (!ways) throw new RangeError(`${digit} is no digit.`);
  const paths = ways[randomness.integer(ways.length)] ?? [];
  const place = jitteredPlace(size, JITTER, randomness);
  const width = Math.max(1, size * between(randomness, 0.06, 0.13));
  const brightness = between(randomness, 0.75, 1);
  for (const path of paths) stroke(canvas, path.map(place), width, [brightness]);
  return canvas;
}

/** Hides a share of a picture under an upright patch of one grey, anywhere in it. */
function occlude(canvas: Canvas, share: number, randomness: Randomness): void {
  if (share === 0) return;
  const { size } = canvas;
  const width = size * Math.min(1, Math.sqrt(share) * between(randomness, 0.7, 1.4));
  const height = Math.min(size, (share * size * size) / width);
  const centre: Point = [
    width / 2 + (size - width) * randomness.next(),
    height / 2 + (size - height) * randomness.next(),
  ];
  fill(canvas, rectangle(centre, [width / 2, height / 2]), [between(randomness, 0, 0.6)]);
}

/**
 * Written digits, drawn rather than collected: columns `image` [size, size, 1], 0–1, and `label`, a
 * class. Every class has equally many examples, give or take one.
 */
export function digitsDataSet(options: DigitsOptions): DataSet {
  const { size, count, testCount, occlusion, noise, perClass, seed } = options;
  const chosen = [...new Set(options.classes)];
  const digits = chosen.length > 0 ? chosen : GLYPHS.map((_, digit) => digit);
  return generateDataSet({
    title: 'Drawn digits',
    seed,
    count: perClass > 0 ? Math.min(count, perClass * digits.length) : count,
    testCount,
    columns: {
      image: { shape: [size, size, 1], content: 'image' },
      label: { shape: [], content: 'class', classes: digits.map(String) },
    },
    draw(randomness, index) {
      const label = index % digits.length;
      const canvas = drawDigit(digits[label] as number, size, randomness);
      occlude(canvas, occlusion, randomness);
      addNoise(canvas, noise, randomness);
      return { image: canvas.pixels, label };
    },
  });
}
