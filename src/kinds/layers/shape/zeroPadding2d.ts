import { field } from '../../field';
import { defineLayer } from '../../layerKind';

/** Zeros around an image. */
export const zeroPadding2d = defineLayer({
  id: 'zeroPadding2d',
  title: 'Zero padding 2D',
  family: 'shape',
  summary: 'Adds rows and columns of zeros around an image.',
  source: 'Keras documentation, ZeroPadding2D',
  inputs: { x: { rank: 3, axes: ['height', 'width', 'channels'], dtype: 'float32' } },
  fields: {
    padding: field.sides({
      label: 'Padding',
      help: 'Rows and columns to add: one number, or top, bottom, left, right.',
      default: [1, 1, 1, 1],
    }),
  },
  messages: {},
  keeps: 'inputs',
  infer({ padding }, { x }) {
    const [top, bottom, left, right] = padding;
    const [height = null, width = null, channels = null] = x.shape;
    return {
      shape: [
        height === null ? null : height + top + bottom,
        width === null ? null : width + left + right,
        channels,
      ],
      dtype: x.dtype,
    };
  },
  layers: ({ padding: [top, bottom, left, right] }) => [
    {
      className: 'ZeroPadding2D',
      config: {
        padding: [
          [top, bottom],
          [left, right],
        ],
      },
    },
  ],
  formula({ padding: [top, bottom, left, right] }, { x }, y) {
    const [height, width] = x.shape.map((axis) => axis ?? '?');
    const [newHeight, newWidth] = y.shape.map((axis) => axis ?? '?');
    return [
      `H_2 = H_1 + P_0 + P_1 = ${height} + ${top} + ${bottom} = ${newHeight}`,
      `W_2 = W_1 + P_2 + P_3 = ${width} + ${left} + ${right} = ${newWidth}`,
    ];
  },
  telling: ({ padding }) =>
    padding.every((side) => side === padding[0]) ? `${padding[0]}` : padding.join(','),
  examples: [
    { fields: { padding: 3 }, inputs: [[224, 224, 3]], output: [230, 230, 3], parameters: 0 },
    {
      fields: { padding: [0, 1, 0, 1] },
      inputs: [[28, 28, 1]],
      output: [29, 29, 1],
      parameters: 0,
      macs: 0,
    },
  ],
});
