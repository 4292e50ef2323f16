import { field } from '../../field';
import { defineLayer } from '../../layerKind';

/** A larger image by repeating or blending pixels. */
export const upSampling2d = defineLayer({
  id: 'upSampling2d',
  title: 'Up-sampling 2D',
  family: 'resampling',
  summary: 'Enlarges an image by whole factors, repeating its pixels or blending between them.',
  source: 'Keras documentation, UpSampling2D',
  inputs: { x: { rank: 3, axes: ['height', 'width', 'channels'], dtype: 'float32' } },
  fields: {
    size: field.pair({ label: 'Factor', help: 'For height and width.', default: [2, 2], min: 1 }),
    interpolation: field.choice({
      label: 'Between pixels',
      help: 'nearest repeats pixels; bilinear blends the four around.',
      default: 'nearest',
      options: [
        { value: 'nearest', label: 'nearest' },
        { value: 'bilinear', label: 'bilinear' },
      ],
    }),
  },
  messages: {},
  keeps: 'inputs',
  infer({ size }, { x }) {
    const [height = null, width = null, channels = null] = x.shape;
    return {
      shape: [
        height === null ? null : height * size[0],
        width === null ? null : width * size[1],
        channels,
      ],
      dtype: x.dtype,
    };
  },
  layers: ({ size, interpolation }) => [
    { className: 'UpSampling2D', config: { size, interpolation } },
  ],
  formula({ size }, { x }, y) {
    const [height, width] = x.shape.map((axis) => axis ?? '?');
    const [newHeight, newWidth] = y.shape.map((axis) => axis ?? '?');
    return [
      `H_2 = ${size[0]} \\cdot H_1 = ${size[0]} \\cdot ${height} = ${newHeight}`,
      `W_2 = ${size[1]} \\cdot W_1 = ${size[1]} \\cdot ${width} = ${newWidth}`,
    ];
  },
  telling: ({ size, interpolation }) =>
    [
      `×${size[0] === size[1] ? size[0] : size.join('×')}`,
      interpolation === 'nearest' ? '' : interpolation,
    ]
      .filter(Boolean)
      .join(' · '),
  examples: [
    { fields: {}, inputs: [[7, 7, 8]], output: [14, 14, 8], parameters: 0, macs: 0 },
    {
      fields: { size: [4, 2], interpolation: 'bilinear' },
      inputs: [[8, 8, 3]],
      output: [32, 16, 3],
      parameters: 0,
    },
  ],
});
