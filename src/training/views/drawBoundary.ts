import type { BoundaryContent } from '../viewContent';
import {
  exampleCount,
  exampleShape,
  inputAt,
  placeOfLargest,
  sizeOf,
  type ViewInput,
  type ViewInputs,
} from './viewInput';

/** Answers along each side of a drawn decision boundary. */
const boundarySize = 50;
/** How far the drawn square reaches for points like those of the Playground. */
const playgroundExtent = 6;
/** More points than this of each kind are not drawn. */
const mostPoints = 2000;

/** The points in the square of a decision boundary: the middles of its cells, row by row from the lowest y. */
export function boundaryPoints(inputs: ViewInputs): {
  readonly values: Float32Array;
  readonly shape: readonly number[];
} {
  const extent = boundaryExtent(inputs);
  const shape = exampleShape(inputAt(inputs, 'points'));
  const size = sizeOf(shape);
  const middle = (cell: number): number => -extent + ((cell + 0.5) * 2 * extent) / boundarySize;
  const values = new Float32Array(size * boundarySize ** 2);
  for (let row = 0; row < boundarySize; row++) {
    for (let column = 0; column < boundarySize; column++) {
      const start = (row * boundarySize + column) * size;
      values[start] = middle(column);
      if (size > 1) values[start + 1] = middle(row);
    }
  }
  return { values, shape: [boundarySize ** 2, ...shape] };
}

/**
 * The answers to `boundaryPoints` at `prediction`, with points over them: `points` and `target` to
 * learn from, `testPoints` and `testTarget` that were kept aside.
 */
export function drawBoundary(
  { threshold }: { readonly threshold: number },
  inputs: ViewInputs,
): BoundaryContent {
  const prediction = inputAt(inputs, 'prediction');
  const outputs = sizeOf(exampleShape(prediction));
  const values = Float32Array.from({ length: boundarySize ** 2 }, (_, place) =>
    answerAt(prediction.values, place, outputs, threshold),
  );
  const { testPoints } = inputs;
  const training = pointsOf(inputAt(inputs, 'points'), inputs.target);
  const test = testPoints ? pointsOf(testPoints, inputs.testTarget) : [];
  return {
    type: 'boundary',
    boundary: {
      values,
      size: boundarySize,
      extent: boundaryExtent(inputs),
      points: Float32Array.from([...training, ...test]),
      trainCount: training.length / 3,
      ...(outputs > 2 ? { classCount: outputs } : {}),
      ...(inputs.target?.classes ? { classNames: inputs.target.classes } : {}),
    },
  };
}

/** How far the square reaches, so that every point lies in it. */
function boundaryExtent({ points, testPoints }: ViewInputs): number {
  let reach = 0;
  for (const input of [points, testPoints]) {
    if (!input) continue;
    const size = sizeOf(exampleShape(input));
    for (let i = 0; i < input.values.length; i++) {
      const value = Math.abs(input.values[i] as number);
      if (i % size < 2 && Number.isFinite(value)) reach = Math.max(reach, value);
    }
  }
  if (reach === 0) return playgroundExtent;
  return reach > playgroundExtent / 2 ? Math.max(reach, playgroundExtent) : reach * 1.2;
}

/** How much an answer leans to the second of two classes, 0 … 1; of several the chosen one. */
function answerAt(
  answers: ArrayLike<number>,
  place: number,
  outputs: number,
  threshold: number,
): number {
  if (outputs > 2) return placeOfLargest(answers, place * outputs, (place + 1) * outputs);
  if (outputs === 2) return shareOfSecond(answers[2 * place], answers[2 * place + 1]);
  const answer = answers[place] ?? threshold;
  // A sigmoid answers from 0 to 1 around ½, a tangent from −1 to 1 around 0.
  const least = threshold > 0 ? 0 : -1;
  const share =
    answer <= threshold
      ? (answer - least) / (2 * (threshold - least || 1))
      : 0.5 + (answer - threshold) / (2 * (1 - threshold || 1));
  return Math.min(1, Math.max(0, share));
}

/** Probabilities as they are; of other numbers, their softmax. */
function shareOfSecond(first = 0, second = 0): number {
  const areProbabilities = first >= 0 && second >= 0 && Math.abs(first + second - 1) < 1e-3;
  return areProbabilities ? second : 1 / (1 + Math.exp(first - second));
}

function pointsOf(points: ViewInput, target: ViewInput | undefined): number[] {
  const size = sizeOf(exampleShape(points));
  const classSize = target ? sizeOf(exampleShape(target)) : 1;
  return Array.from({ length: Math.min(mostPoints, exampleCount(points)) }, (_, index) => {
    const label = target
      ? classSize > 1
        ? placeOfLargest(target.values, index * classSize, (index + 1) * classSize)
        : (target.values[index] as number)
      : 0;
    return [
      points.values[index * size] as number,
      size > 1 ? (points.values[index * size + 1] as number) : 0,
      label,
    ];
  }).flat();
}
