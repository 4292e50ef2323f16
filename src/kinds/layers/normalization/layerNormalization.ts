import { formatShape, type Shape } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { tapeOfOutput } from '../../tape';
import { placeOfAxis } from '../axis';
import {
  affineFields,
  affineFormula,
  affineParameters,
  affineWeights,
  axisCountMessages,
  epsilonField,
  hasFewAxes,
  momentOperations,
  tellingAffine,
} from './normalizationFields';

/** The places of axes in a shape, ascending, each once; those that there are not are left out. */
function placesOf(axis: readonly number[], shape: Shape): readonly number[] {
  const places = axis.map((one) => placeOfAxis(one, shape.length));
  return [...new Set(places.filter((place) => place !== null))].sort((a, b) => a - b);
}

/** The lengths of the normalised axes; 0 for one that is unknown. */
function lengthsOf(axis: readonly number[], shape: Shape): readonly number[] {
  return placesOf(axis, shape).map((place) => shape[place] ?? 0);
}

/** Layer normalisation over one or several axes. */
export const layerNormalization = defineLayer({
  id: 'layerNormalization',
  title: 'Layer normalisation',
  family: 'normalization',
  summary:
    'Brings the numbers of each example along some axes to mean 0 and variance 1, then scales and shifts each by learned numbers; the same in training and afterwards.',
  source: 'Ba et al., Layer Normalization, 2016',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32' } },
  fields: {
    axis: field.shape({
      label: 'Axes',
      help: 'The axes whose numbers are normalised together, counted as in Keras: −1 is the last, 1 the first after the batch axis.',
      default: [-1],
      min: -1,
    }),
    epsilon: epsilonField(0.001),
    ...affineFields,
  },
  messages: {
    ...axisCountMessages,
    noAxes: 'No axis is chosen; the last one, −1, holds the features of {shape}.',
    noSuchAxis: 'There is no axis {axis} in {shape}: use −1 (last), or 1 to {rank}.',
    axisTwice: 'The axes {axes} name one axis of {shape} twice.',
    unknownLength:
      'Axis {axis} of {shape} has an unknown length, so the number of weights is unknown too.',
  },
  keeps: 'both',
  tape: tapeOfOutput({ kept: 5, gradients: 14, workspace: 2, compiled: {} }),
  infer({ axis }, { x }, report) {
    const shape = formatShape(x.shape);
    const rank = x.shape.length;
    const fixTo = (axes: readonly number[], title: string) => [
      { title, change: { type: 'setFields', values: { axis: axes } } } as const,
    ];
    const last = fixTo([-1], 'Normalise the last axis');
    if (axis.length === 0) {
      report.error('noAxes', { shape }, { field: 'axis', fixes: last });
      return null;
    }
    const missing = axis.find((one) => placeOfAxis(one, rank) === null);
    if (missing !== undefined) {
      report.error('noSuchAxis', { axis: missing, shape, rank }, { field: 'axis', fixes: last });
      return null;
    }
    const places = placesOf(axis, x.shape);
    if (places.length < axis.length) {
      const once = places.map((place) => place + 1);
      const fixes = fixTo(once, `Axes ${once.join(', ')}`);
      report.error('axisTwice', { axes: axis.join(', '), shape }, { field: 'axis', fixes });
      return null;
    }
    const unknown = places.find((place) => x.shape[place] === null);
    if (unknown !== undefined) {
      const fixes = x.shape.at(-1) === null ? [] : last;
      report.error('unknownLength', { axis: unknown + 1, shape }, { field: 'axis', fixes });
      return null;
    }
    return hasFewAxes(x, report, places.length === 1 && places[0] === rank - 1) ? x : null;
  },
  weights: (fields, { x }) => affineWeights(fields, lengthsOf(fields.axis, x.shape)),
  operations: (fields, _inputs, y) => momentOperations(fields, y),
  // tf.js turns −1 into the axis that it means; here it is written so from the start.
  layers: ({ axis, epsilon, scale, center }, { x }) => [
    {
      className: 'LayerNormalization',
      config: { axis: placesOf(axis, x.shape).map((place) => place + 1), epsilon, scale, center },
    },
  ],
  formula(fields, { x }) {
    const lengths = lengthsOf(fields.axis, x.shape);
    const size = lengths.reduce((product, length) => product * length, 1);
    return [
      `y = ${affineFormula(fields, `\\frac{x - \\mu}{\\sqrt{\\sigma^2 + ${fields.epsilon}}}`)}`,
      `\\mu = \\frac{1}{${size}} \\sum_{i=1}^{${size}} x_i, \\quad \\sigma^2 = \\frac{1}{${size}} \\sum_{i=1}^{${size}} (x_i - \\mu)^2`,
      ...affineParameters(fields, size),
    ];
  },
  telling: ({ axis, ...affine }) =>
    [...(String(axis) === '-1' ? [] : [`axes ${axis.join(', ')}`]), ...tellingAffine(affine)].join(
      ' · ',
    ),
  examples: [
    { fields: {}, inputs: [[20, 512]], output: [20, 512], parameters: 1024, macs: 0 },
    {
      fields: { axis: [1, 2, 3], center: false },
      inputs: [[7, 5, 3]],
      output: [7, 5, 3],
      parameters: 105,
    },
    { fields: { scale: false }, inputs: [[null, 9]], output: [null, 9], parameters: 9 },
  ],
});
