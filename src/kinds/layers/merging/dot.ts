import { type Dimension, elementCount, formatShape, type Shape } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import type { Report } from '../../report';
import { placeOfAxis, withoutAxis, writtenAxis, writtenShape } from '../axis';

const messages = {
  twoAxes: 'Axes is {axes}; it must be one axis, or one for each of the two inputs.',
  noSuchAxis: 'There is no axis {axis} in {shape}, which arrives at {port}: use 1 to {rank}.',
  lengthsDiffer:
    'The axes that are multiplied must have the same length, but axis {firstAxis} of {firstShape} has {first} and axis {secondAxis} of {secondShape} has {second}.',
  tooManyAxes:
    '{shape} arrives at {port}; dot products take rows and matrices, at most 2 axes. Use the matrix product.',
} as const;

type Message = keyof typeof messages;

/** The places multiplied in a and b, or null after reporting why there are none. */
function placesOf(
  axes: readonly number[],
  a: Shape,
  b: Shape,
  report?: Report<Message>,
): readonly [number, number] | null {
  const [first, second = first] = axes;
  if (first === undefined || second === undefined || axes.length > 2) {
    report?.error(
      'twoAxes',
      { axes: axes.length === 0 ? 'empty' : axes.join(', ') },
      {
        field: 'axes',
        fixes: [{ title: 'The last axes', change: { type: 'setFields', values: { axes: [-1] } } }],
      },
    );
    return null;
  }
  const places: number[] = [];
  for (const [port, shape, axis] of [
    ['a', a, first],
    ['b', b, second],
  ] as const) {
    if (shape.length > 2) {
      report?.error('tooManyAxes', { shape: formatShape(shape), port }, { port });
      return null;
    }
    const place = placeOfAxis(axis, shape.length);
    if (place === null) {
      report?.error(
        'noSuchAxis',
        { axis, shape: formatShape(shape), port, rank: shape.length },
        { field: 'axes' },
      );
      return null;
    }
    places.push(place);
  }
  return places as unknown as readonly [number, number];
}

/** Pairs of axes of equal length, as fixes. */
function fittingAxes(a: Shape, b: Shape) {
  return a
    .flatMap((length, i) => b.map((other, j) => ({ fits: length === other, axes: [i + 1, j + 1] })))
    .filter(({ fits }) => fits)
    .map(({ axes }) => ({
      title: `Multiply axis ${axes[0]} with axis ${axes[1]}`,
      change: { type: 'setFields' as const, values: { axes } },
    }));
}

/** Scalar products along an axis of each of two inputs. */
export const dot = defineLayer({
  id: 'dot',
  title: 'Dot',
  family: 'merging',
  summary:
    'Scalar products of two inputs along one axis of each; normalised, the cosine of their angle.',
  source: 'Keras documentation, Dot',
  inputs: {
    a: { rank: { min: 1 }, dtype: 'float32' },
    b: { rank: { min: 1 }, dtype: 'float32' },
  },
  fields: {
    axes: field.integers({
      label: 'Axes',
      help: 'The axis that is multiplied and summed: one for both inputs, or one for each. −1 is the last.',
      default: [-1],
      min: -2,
      max: 2,
      most: 2,
    }),
    normalize: field.boolean({
      label: 'Normalise',
      help: 'Divides by the lengths of both rows: cosine similarity.',
      default: false,
    }),
  },
  messages,
  keeps: 'inputs',
  infer({ axes }, { a, b }, report) {
    const places = placesOf(axes, a.shape, b.shape, report);
    if (!places) return null;
    const [i, j] = places;
    const [first, second] = [a.shape[i] ?? null, b.shape[j] ?? null];
    // tf.js takes an unknown length for another one.
    if (first !== second) {
      report.error(
        'lengthsDiffer',
        {
          firstAxis: i + 1,
          firstShape: formatShape(a.shape),
          first: writtenAxis(first),
          secondAxis: j + 1,
          secondShape: formatShape(b.shape),
          second: writtenAxis(second),
        },
        { field: 'axes', fixes: fittingAxes(a.shape, b.shape).slice(0, 2) },
      );
      return null;
    }
    const left: readonly Dimension[] = [...withoutAxis(a.shape, i), ...withoutAxis(b.shape, j)];
    return { shape: left.length === 0 ? [1] : left, dtype: 'float32' };
  },
  macs({ axes }, { a, b }, y) {
    const places = placesOf(axes, a.shape, b.shape);
    const length = places && a.shape[places[0]];
    const results = elementCount(y.shape);
    return length == null || results === null ? null : length * results;
  },
  operations({ normalize }, { a, b }) {
    if (!normalize) return 0;
    const [left, right] = [elementCount(a.shape), elementCount(b.shape)];
    // Square, sum and divide.
    return left === null || right === null ? null : 3 * (left + right);
  },
  reach: () => 'everything',
  layers({ axes, normalize }, { a, b }) {
    const [i, j] = placesOf(axes, a.shape, b.shape) ?? [0, 0];
    return [{ className: 'Dot', config: { axes: [i + 1, j + 1], normalize } }];
  },
  formula({ axes, normalize }, { a, b }, y) {
    const [i] = placesOf(axes, a.shape, b.shape) ?? [0];
    const sum = `\\sum_{k=1}^{${writtenAxis(a.shape[i])}} a_k b_k`;
    return [
      normalize ? `y = \\frac{${sum}}{\\lVert a \\rVert\\, \\lVert b \\rVert}` : `y = ${sum}`,
      `${writtenShape(a.shape)},\\; ${writtenShape(b.shape)} \\to ${writtenShape(y.shape)}`,
    ];
  },
  telling: ({ axes, normalize }) =>
    [axes.join() === '-1' ? '' : `axes ${axes.join(', ')}`, normalize ? 'cosine' : '']
      .filter(Boolean)
      .join(' · '),
  examples: [
    { fields: {}, inputs: [[64], [64]], output: [1], parameters: 0, macs: 64 },
    {
      fields: { axes: [2, 1], normalize: true },
      inputs: [[7, 13], [13]],
      output: [7],
      parameters: 0,
      macs: 91,
    },
    {
      fields: { axes: [2, 2] },
      inputs: [
        [null, 8],
        [5, 8],
      ],
      output: [null, 5],
      parameters: 0,
    },
  ],
});
