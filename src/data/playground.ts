import type { Randomness } from '../base/randomness';
import { createRandomness } from '../base/randomness';
import type { Result } from '../base/result';
import { failure, success } from '../base/result';
import { divideIndices, selectExamples } from './batches';
import { checkTestRatio } from './dataOptions';
import type { DataSet, Split } from './dataSet';

/** The point sets for classification. */
export const PLAYGROUND_SHAPES = ['circle', 'xor', 'gaussian', 'spiral'] as const;

/** One of the point sets. */
export type PlaygroundShape = (typeof PLAYGROUND_SHAPES)[number];

/** Which points to make. */
export interface PlaygroundOptions {
  readonly shape: PlaygroundShape;
  /** How many points, training and test together (500). */
  readonly count?: number;
  /** Noise in percent, 0–50 (0). */
  readonly noise?: number;
  /** The share of points kept for testing (0.5). */
  readonly testRatio?: number;
  readonly seed?: number;
}

/** Class 0 and class 1, by the colours in which the Playground draws them (−1 and +1 there). */
const PLAYGROUND_CLASSES = ['orange', 'blue'] as const;

const ORANGE = 0;
const BLUE = 1;
const LARGEST_COUNT = 1_000_000;

type AddPoint = (x: number, y: number, label: typeof ORANGE | typeof BLUE) => void;
type Generate = (count: number, noise: number, randomness: Randomness, add: AddPoint) => void;

function uniform(randomness: Randomness, low: number, high: number): number {
  return low + (high - low) * randomness.next();
}

/** The halves of a point set; an odd point goes to the first. */
function halves(count: number): readonly [number, number] {
  return [Math.ceil(count / 2), Math.floor(count / 2)];
}

const circle: Generate = (count, noise, randomness, add) => {
  const radius = 5;
  const addRing = (points: number, inner: number, outer: number) => {
    for (let i = 0; i < points; i++) {
      const r = uniform(randomness, inner, outer);
      const angle = uniform(randomness, 0, 2 * Math.PI);
      const x = r * Math.sin(angle);
      const y = r * Math.cos(angle);
      // Noise moves the point only while its class is found: the rings stay sharp, the classes mix.
      const noisyX = x + uniform(randomness, -radius, radius) * noise;
      const noisyY = y + uniform(randomness, -radius, radius) * noise;
      add(x, y, Math.hypot(noisyX, noisyY) < radius * 0.5 ? BLUE : ORANGE);
    }
  };
  const [inside, outside] = halves(count);
  addRing(inside, 0, radius * 0.5);
  addRing(outside, radius * 0.7, radius);
};

const xor: Generate = (count, noise, randomness, add) => {
  const padded = (value: number) => value + (value > 0 ? 0.3 : -0.3);
  for (let i = 0; i < count; i++) {
    const x = padded(uniform(randomness, -5, 5));
    const y = padded(uniform(randomness, -5, 5));
    const noisyX = x + uniform(randomness, -5, 5) * noise;
    const noisyY = y + uniform(randomness, -5, 5) * noise;
    add(x, y, noisyX * noisyY >= 0 ? BLUE : ORANGE);
  }
};

const gaussian: Generate = (count, noise, randomness, add) => {
  // The variance grows from 0.5 without noise to 4 at 50 %.
  const deviation = Math.sqrt(0.5 + (noise / 0.5) * 3.5);
  const [positive, negative] = halves(count);
  for (let i = 0; i < positive; i++) {
    add(2 + deviation * randomness.normal(), 2 + deviation * randomness.normal(), BLUE);
  }
  for (let i = 0; i < negative; i++) {
    add(-2 + deviation * randomness.normal(), -2 + deviation * randomness.normal(), ORANGE);
  }
};

const spiral: Generate = (count, noise, randomness, add) => {
  const addArm = (points: number, turn: number, label: typeof ORANGE | typeof BLUE) => {
    for (let i = 0; i < points; i++) {
      const r = (i / points) * 5;
      const t = ((1.75 * i) / points) * 2 * Math.PI + turn;
      const x = r * Math.sin(t) + uniform(randomness, -1, 1) * noise;
      const y = r * Math.cos(t) + uniform(randomness, -1, 1) * noise;
      add(x, y, label);
    }
  };
  const [positive, negative] = halves(count);
  addArm(positive, 0, BLUE);
  addArm(negative, Math.PI, ORANGE);
};

const GENERATORS: Readonly<Record<PlaygroundShape, Generate>> = { circle, xor, gaussian, spiral };

/**
 * The two-dimensional point sets of TensorFlow Playground, by the same rules: columns `point` [2]
 * (about −6…6) and `label`, a class. The same options give the same points in the same order.
 * Source: tensorflow/playground, src/dataset.ts.
 */
export function playgroundDataSet(options: PlaygroundOptions): Result<DataSet> {
  const { shape, count = 500, noise = 0, testRatio = 0.5, seed = 1 } = options;
  if (!Number.isInteger(count) || count < 2 || count > LARGEST_COUNT) {
    return failure(
      `The number of points is ${count}; choose a whole number from 2 to ${LARGEST_COUNT}.`,
    );
  }
  if (!(noise >= 0 && noise <= 50)) {
    return failure(`The noise is ${noise} %; choose a number from 0 to 50.`);
  }
  const ratio = checkTestRatio(testRatio);
  if (!ratio.ok) return ratio;

  const points = new Float32Array(2 * count);
  const labels = new Int32Array(count);
  let length = 0;
  const randomness = createRandomness(seed);
  GENERATORS[shape](count, noise / 100, randomness.fork('points'), (x, y, label) => {
    points[2 * length] = x;
    points[2 * length + 1] = y;
    labels[length] = label;
    length++;
  });
  const all: Split = {
    length,
    columns: {
      point: {
        type: { shape: [2], dtype: 'float32' },
        values: points,
        scale: 1,
        content: 'vector',
      },
      label: {
        type: { shape: [], dtype: 'int32' },
        values: labels,
        scale: 1,
        content: 'class',
        classes: PLAYGROUND_CLASSES,
      },
    },
  };
  // Not stratified, as in the Playground: shuffled and cut.
  const parts = divideIndices(length, ratio.value, randomness.fork('split'));
  return success({
    title: `${shape[0]?.toUpperCase()}${shape.slice(1)}`,
    train: selectExamples(all, parts.training),
    test: selectExamples(all, parts.validation),
  });
}
