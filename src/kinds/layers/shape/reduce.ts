import { elementCount, formatShape } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { numbersIn } from '../../tape';
import { placeOfAxis, writtenShape } from '../axis';

const reductions = {
  mean: { label: 'mean', sign: '\\frac{1}{n}\\sum' },
  sum: { label: 'sum', sign: '\\sum' },
  max: { label: 'largest', sign: '\\max' },
  min: { label: 'smallest', sign: '\\min' },
} as const;

/** The places of the axes that are reduced; null when one does not exist. */
function placesOf(axes: readonly number[], rank: number): readonly number[] | null {
  if (axes.length === 0) return Array.from({ length: rank }, (_, place) => place);
  const places = new Set<number>();
  for (const axis of axes) {
    const place = placeOfAxis(axis, rank);
    if (place === null) return null;
    places.add(place);
  }
  return [...places].sort((a, b) => a - b);
}

/** One number out of all along some axes. */
export const reduce = defineLayer({
  id: 'reduce',
  title: 'Reduce',
  family: 'shape',
  summary: 'Makes one number of all along some axes: their mean, sum, largest or smallest.',
  source: 'TensorFlow documentation, tf.reduce_mean',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32' } },
  fields: {
    reduction: field.choice({
      label: 'Reduction',
      help: 'What becomes of the numbers.',
      default: 'mean',
      options: (Object.keys(reductions) as (keyof typeof reductions)[]).map((value) => ({
        value,
        label: reductions[value].label,
      })),
    }),
    axes: field.integers({
      label: 'Axes',
      help: 'The axes that vanish, counted from 1, or from −1 at the end; with none named, all of them.',
      default: [1],
      min: -8,
      max: 8,
    }),
    keepDims: field.boolean({
      label: 'Keep axes',
      help: 'Leaves the axes in place with length 1, so that the result can be merged with the input.',
      default: false,
    }),
  },
  messages: {
    noSuchAxis: 'The axes {axes} are not all in {shape}: use 1 to {rank}, or −1 (last) to −{rank}.',
  },
  keeps: 'both',
  tape: (_fields, { x }) => ({ workspace: 2 * numbersIn(x) }),
  infer({ axes, keepDims }, { x }, report) {
    const places = placesOf(axes, x.shape.length);
    if (!places) {
      report.error(
        'noSuchAxis',
        { axes: axes.join(', '), shape: formatShape(x.shape), rank: x.shape.length },
        {
          field: 'axes',
          fixes: [
            { title: 'The first axis', change: { type: 'setFields', values: { axes: [1] } } },
            { title: 'All axes', change: { type: 'setFields', values: { axes: [] } } },
          ],
        },
      );
      return null;
    }
    const shape = keepDims
      ? x.shape.map((axis, place) => (places.includes(place) ? 1 : axis))
      : x.shape.filter((_, place) => !places.includes(place));
    return { shape, dtype: x.dtype };
  },
  operations({ reduction }, { x }, y) {
    const [read, written] = [elementCount(x.shape), elementCount(y.shape)];
    if (read === null || written === null) return null;
    // Joining n numbers takes n − 1 operations; a mean divides once more.
    return reduction === 'mean' ? read : read - written;
  },
  reach({ axes, keepDims }, { x }) {
    const places = placesOf(axes, x.shape.length) ?? [];
    const onlyLast = keepDims && places.length === 1 && places[0] === x.shape.length - 1;
    return onlyLast ? 'same' : 'everything';
  },
  layers: ({ reduction, axes, keepDims }, { x }) => [
    {
      className: 'Reduce',
      config: {
        reduction,
        axes: (placesOf(axes, x.shape.length) ?? []).map((place) => place + 1),
        keepDims,
      },
    },
  ],
  formula({ reduction, axes }, { x }, y) {
    const places = placesOf(axes, x.shape.length) ?? [];
    const count = elementCount(places.map((place) => x.shape[place] ?? null));
    return [
      `y = ${reductions[reduction].sign} x, \\quad n = ${count ?? '?'}`,
      `${writtenShape(x.shape)} \\to ${writtenShape(y.shape)}`,
    ];
  },
  telling: ({ reduction, axes }) =>
    `${reductions[reduction].label} · ${axes.length === 0 ? 'all' : `axes ${axes.join(', ')}`}`,
  examples: [
    { fields: {}, inputs: [[20, 64]], output: [64], parameters: 0, macs: 0 },
    {
      fields: { reduction: 'max', axes: [1, 2], keepDims: true },
      inputs: [[null, 7, 3]],
      output: [1, 1, 3],
      parameters: 0,
    },
    { fields: { reduction: 'sum', axes: [] }, inputs: [[5, 7]], output: [], parameters: 0 },
  ],
});
