import { formatShape, sameShape } from '../../../base/tensorType';
import { defineLayer } from '../../layerKind';
import { variadicPortName } from '../../port';
import { axisField, axisMessages, findAxis, writtenShape } from '../axis';

/** Inputs one behind the other along a new axis. */
export const stack = defineLayer({
  id: 'stack',
  title: 'Stack',
  family: 'shape',
  summary: 'Puts inputs of one shape one behind the other along a new axis.',
  source: 'TensorFlow documentation, tf.stack',
  inputs: { variadic: {}, min: 2 },
  fields: { axis: axisField(1, 'The place of the new axis in the output.') },
  messages: {
    ...axisMessages,
    shapesDiffer: 'All inputs must have the same shape, but {firstShape} meets {otherShape}.',
    typesDiffer: 'All inputs must hold the same numbers, but {firstType} meets {otherType}.',
  },
  keeps: 'none',
  infer({ axis }, inputs, report) {
    const [first] = inputs;
    if (!first) return null;
    const place = findAxis(axis, [...first.shape, inputs.length], report);
    if (place === null) return null;
    for (const [index, type] of inputs.entries()) {
      const port = variadicPortName(index);
      if (!sameShape(first.shape, type.shape)) {
        report.error(
          'shapesDiffer',
          { firstShape: formatShape(first.shape), otherShape: formatShape(type.shape) },
          { port },
        );
        return null;
      }
      if (type.dtype !== first.dtype) {
        report.error('typesDiffer', { firstType: first.dtype, otherType: type.dtype }, { port });
        return null;
      }
    }
    return { shape: first.shape.toSpliced(place, 0, inputs.length), dtype: first.dtype };
  },
  // Numbers are copied, none is computed.
  operations: () => 0,
  reach: () => 'everything',
  layers: ({ axis }, _inputs, y) => [
    { className: 'Stack', config: { axis: axis < 0 ? y.shape.length + axis + 1 : axis } },
  ],
  formula: (_fields, inputs, y) => [
    `${inputs.length} \\cdot (${writtenShape(inputs[0]?.shape ?? [])}) \\to ${writtenShape(y.shape)}`,
  ],
  telling: ({ axis }) => `axis ${axis}`,
  examples: [
    { fields: {}, inputs: [[64], [64], [64]], output: [3, 64], parameters: 0, macs: 0 },
    {
      fields: { axis: -1 },
      inputs: [
        [null, 7],
        [null, 7],
      ],
      output: [null, 7, 2],
      parameters: 0,
    },
  ],
});
