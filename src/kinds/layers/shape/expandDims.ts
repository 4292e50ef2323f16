import { defineLayer } from '../../layerKind';
import { axisField, axisMessages, findAxis, writtenShape } from '../axis';
import { canReshape, reshapedMessages, reshapeLayer } from './reshaped';

/** One more axis of length 1. */
export const expandDims = defineLayer({
  id: 'expandDims',
  title: 'Expand dims',
  family: 'shape',
  summary: 'Adds an axis of length 1: a grey image gets its channel.',
  source: 'TensorFlow documentation, tf.expand_dims',
  inputs: { x: {} },
  fields: { axis: axisField(-1, 'The place of the new axis in the output.') },
  messages: { ...axisMessages, ...reshapedMessages },
  view: true,
  keeps: 'none',
  infer({ axis }, { x }, report) {
    const place = findAxis(axis, [...x.shape, 1], report);
    if (place === null || !canReshape(x.shape, report)) return null;
    return { shape: x.shape.toSpliced(place, 0, 1), dtype: x.dtype };
  },
  reach: () => 'everything',
  layers: (_fields, _inputs, y) => [reshapeLayer(y.shape)],
  formula: (_fields, { x }, y) => [`${writtenShape(x.shape)} \\to ${writtenShape(y.shape)}`],
  telling: ({ axis }) => (axis === -1 ? '' : `axis ${axis}`),
  examples: [
    { fields: {}, inputs: [[28, 28]], output: [28, 28, 1], parameters: 0, macs: 0 },
    { fields: { axis: 1 }, inputs: [[7, 5]], output: [1, 7, 5], parameters: 0 },
  ],
});
