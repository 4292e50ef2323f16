import { formatShape, type Shape } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import type { Fix } from '../../report';
import { tapeOfOutput } from '../../tape';
import { writtenShape } from '../axis';

/** The shape of the slopes: axes that share theirs have length 1. */
function slopeShape(shape: Shape, sharedAxes: readonly number[]): Shape {
  return shape.map((axis, place) => (sharedAxes.includes(place + 1) ? 1 : axis));
}

/** Sharing over every axis but the last: one slope a channel. */
function channelFix(rank: number): Fix {
  return {
    title: 'One slope a channel',
    change: {
      type: 'setFields',
      values: { sharedAxes: Array.from({ length: rank - 1 }, (_, place) => place + 1) },
    },
  };
}

/** The rectifier that learns the slope of its negative side. */
export const prelu = defineLayer({
  id: 'prelu',
  title: 'PReLU',
  family: 'activation',
  summary: 'Keeps positive numbers and scales negative ones by slopes that it learns.',
  source: 'He et al., Delving Deep into Rectifiers, 2015',
  inputs: { x: { rank: { min: 1 }, dtype: 'float32' } },
  fields: {
    sharedAxes: field.integers({
      label: 'Shared axes',
      help: 'Axes along which all numbers share a slope, counted from 1: [1, 2] gives an image one slope a channel.',
      default: [],
      min: 1,
      max: 8,
    }),
    alpha: field.number({
      label: 'First slope',
      help: 'The slopes before training; the paper starts at 0.25, Keras at 0.',
      default: 0.25,
      min: -10,
      max: 10,
      step: 0.05,
    }),
  },
  messages: {
    noSuchAxis: 'There is no axis {axis} to share slopes along in {shape}: use 1 to {rank}.',
    unknownAxis:
      'Axis {axis} of {shape} has no fixed length, so its slopes cannot be counted. Share them along it, or give the input a fixed shape.',
    slopePerNumber:
      'Each of the {slopes} numbers learns a slope of its own; usual is one slope a channel.',
  },
  keeps: 'inputs',
  tape: tapeOfOutput({ kept: 4, gradients: 4, workspace: 1 }),
  infer({ sharedAxes }, { x }, report) {
    const rank = x.shape.length;
    const outside = sharedAxes.find((axis) => axis > rank);
    if (outside !== undefined) {
      report.error(
        'noSuchAxis',
        { axis: outside, shape: formatShape(x.shape), rank },
        { field: 'sharedAxes', fixes: [channelFix(rank)] },
      );
      return null;
    }
    const slopes = slopeShape(x.shape, sharedAxes);
    const unknown = slopes.indexOf(null);
    if (unknown >= 0) {
      report.error(
        'unknownAxis',
        { axis: unknown + 1, shape: formatShape(x.shape) },
        { field: 'sharedAxes', fixes: unknown < rank - 1 ? [channelFix(rank)] : [] },
      );
      return null;
    }
    if (rank > 1 && sharedAxes.length === 0) {
      const count = slopes.reduce<number>((product, axis) => product * (axis ?? 1), 1);
      report.hint('slopePerNumber', { slopes: count }, { fixes: [channelFix(rank)] });
    }
    return x;
  },
  weights: ({ sharedAxes }, { x }) => [
    { name: 'alpha', shape: slopeShape(x.shape, sharedAxes) as number[], trainable: true },
  ],
  layers: ({ sharedAxes, alpha }) => [
    { className: 'ParametricRelu', config: { sharedAxes, alpha } },
  ],
  formula: ({ sharedAxes }, { x }) => [
    `g(z) = \\begin{cases} z & z > 0 \\\\ a\\, z & z \\le 0 \\end{cases}, \\quad a: ${writtenShape(slopeShape(x.shape, sharedAxes))}`,
  ],
  telling: ({ sharedAxes }) => (sharedAxes.length === 0 ? '' : `shared ${sharedAxes.join(', ')}`),
  examples: [
    { fields: {}, inputs: [[64]], output: [64], parameters: 64, macs: 0 },
    {
      fields: { sharedAxes: [1, 2] },
      inputs: [[null, null, 32]],
      output: [null, null, 32],
      parameters: 32,
    },
    { fields: { sharedAxes: [2] }, inputs: [[7, 5, 3]], output: [7, 5, 3], parameters: 21 },
  ],
});
