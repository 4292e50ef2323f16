import { formatShape } from '../../../base/tensorType';
import { defineLayer } from '../../layerKind';
import { variadicPortName } from '../../port';
import { axisField, axisMessages, findAxis, placeOfAxis, withAxis, withoutAxis } from '../axis';

/** Inputs side by side along one axis. */
export const concatenate = defineLayer({
  id: 'concatenate',
  title: 'Concatenate',
  family: 'merging',
  summary: 'Puts inputs side by side along one axis, as the skip connections of a U-Net do.',
  source: 'Keras documentation, Concatenate; Ronneberger et al., U-Net, 2015',
  inputs: { variadic: { rank: { min: 1 } }, min: 2 },
  fields: {
    axis: axisField(-1, 'The axis that grows.'),
  },
  messages: {
    ...axisMessages,
    shapesDiffer:
      'All inputs must agree on every axis but the one that is joined (axis {axis}), but {firstShape} meets {otherShape}.',
    typesDiffer: 'All inputs must hold the same numbers, but {firstType} meets {otherType}.',
  },
  keeps: 'inputs',
  tape: () => ({ isFused: true }),
  infer({ axis }, inputs, report) {
    const [first, ...rest] = inputs;
    if (!first) return null;
    const rank = first.shape.length;
    const place = findAxis(axis, first.shape, report);
    if (place === null) return null;
    let length = first.shape[place] ?? null;
    for (const [index, type] of rest.entries()) {
      const port = variadicPortName(index + 1);
      const fits = (at: number): boolean =>
        type.shape.length === rank &&
        formatShape(withoutAxis(type.shape, at)) === formatShape(withoutAxis(first.shape, at));
      if (!fits(place)) {
        const other = first.shape.findIndex((_, at) => fits(at));
        report.error(
          'shapesDiffer',
          { axis, firstShape: formatShape(first.shape), otherShape: formatShape(type.shape) },
          {
            port,
            fixes:
              other < 0
                ? []
                : [
                    {
                      title: `Join along axis ${other + 1}`,
                      change: { type: 'setFields', values: { axis: other + 1 } },
                    },
                  ],
          },
        );
        return null;
      }
      if (type.dtype !== first.dtype) {
        report.error('typesDiffer', { firstType: first.dtype, otherType: type.dtype }, { port });
        return null;
      }
      const added = type.shape[place] ?? null;
      length = length === null || added === null ? null : length + added;
    }
    return { shape: withAxis(first.shape, place, length), dtype: first.dtype };
  },
  // Numbers are copied, none is computed.
  operations: () => 0,
  reach: ({ axis }, _inputs, y) =>
    placeOfAxis(axis, y.shape.length) === y.shape.length - 1 ? 'same' : 'everything',
  layers({ axis }, _inputs, y) {
    // tf.js takes every negative axis for the last one.
    const place = placeOfAxis(axis, y.shape.length) ?? 0;
    return [{ className: 'Concatenate', config: { axis: axis === -1 ? axis : place + 1 } }];
  },
  formula({ axis }, inputs, y) {
    const place = placeOfAxis(axis, y.shape.length) ?? 0;
    const lengths = inputs.map((type) => type.shape[place] ?? '?').join(' + ');
    return [
      `y = [${inputs.map((_, index) => `x_{${index + 1}}`).join(';\\, ')}]`,
      `${lengths} = ${y.shape[place] ?? '?'}`,
    ];
  },
  telling: ({ axis }) => (axis === -1 ? '' : `axis ${axis}`),
  examples: [
    {
      fields: {},
      inputs: [
        [28, 28, 64],
        [28, 28, 128],
        [28, 28, 32],
      ],
      output: [28, 28, 224],
      parameters: 0,
      macs: 0,
    },
    {
      fields: { axis: 1 },
      inputs: [
        [3, 8],
        [5, 8],
      ],
      output: [8, 8],
      parameters: 0,
    },
  ],
});
