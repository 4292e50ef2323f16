import { formatShape, type Shape } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { placeOfAxis, writtenShape } from '../axis';
import { canReshape, reshapedMessages, reshapeLayer } from './reshaped';

/** The places of the axes of length 1. */
const lonePlaces = (shape: Shape): number[] =>
  shape.flatMap((axis, place) => (axis === 1 ? [place] : []));

/** Axes of length 1 left out. */
export const squeeze = defineLayer({
  id: 'squeeze',
  title: 'Squeeze',
  family: 'shape',
  summary: 'Leaves out axes of length 1.',
  source: 'TensorFlow documentation, tf.squeeze',
  inputs: { x: {} },
  fields: {
    axes: field.integers({
      label: 'Axes',
      help: 'The axes to leave out, counted from 1, or from −1 at the end; with none named, every axis of length 1.',
      default: [],
      min: -8,
      max: 8,
    }),
  },
  messages: {
    ...reshapedMessages,
    noSuchAxis: 'There is no axis {axis} in {shape}, which has {rank}.',
    notOne:
      'Axis {axis} of {shape} has the length {length}; only axes of length 1 can be left out.',
    nothing: '{shape} has no axis of length 1; this changes nothing.',
  },
  view: true,
  keeps: 'none',
  infer({ axes }, { x }, report) {
    const lone = lonePlaces(x.shape);
    const fixes = [
      {
        title: lone.length > 0 ? 'Every axis of length 1' : 'No axis',
        change: { type: 'setFields' as const, values: { axes: lone.map((place) => place + 1) } },
      },
    ];
    const about = { shape: formatShape(x.shape), rank: x.shape.length };
    const places = new Set(axes.length === 0 ? lone : []);
    for (const axis of axes) {
      const place = placeOfAxis(axis, x.shape.length);
      if (place === null) {
        report.error('noSuchAxis', { ...about, axis }, { field: 'axes', fixes });
        return null;
      }
      const length = x.shape[place] ?? '?';
      if (length !== 1) {
        report.error('notOne', { ...about, axis, length }, { field: 'axes', fixes });
        return null;
      }
      places.add(place);
    }
    if (!canReshape(x.shape, report)) return null;
    if (places.size === 0) report.hint('nothing', about, { port: 'x' });
    return { shape: x.shape.filter((_, place) => !places.has(place)), dtype: x.dtype };
  },
  reach: (_fields, { x }, y) => (x.shape.length === y.shape.length ? 'same' : 'everything'),
  layers: (_fields, _inputs, y) => [reshapeLayer(y.shape)],
  formula: (_fields, { x }, y) => [`${writtenShape(x.shape)} \\to ${writtenShape(y.shape)}`],
  telling: ({ axes }) => (axes.length === 0 ? '' : `axes ${axes.join(', ')}`),
  examples: [
    { fields: {}, inputs: [[1, 1, 512]], output: [512], parameters: 0, macs: 0 },
    { fields: { axes: [-2] }, inputs: [[7, 1, 5]], output: [7, 5], parameters: 0 },
  ],
});
