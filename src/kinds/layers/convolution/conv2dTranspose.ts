import { type Dimension, float32 } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { kernelFields, tellingActivation } from '../sharedFields';

/** S·N, and with padding "valid" the part of the kernel that reaches beyond: max(F − S, 0). */
function enlarged(
  size: Dimension,
  kernel: number,
  stride: number,
  padding: 'valid' | 'same',
): Dimension {
  if (size === null) return null;
  return size * stride + (padding === 'valid' ? Math.max(kernel - stride, 0) : 0);
}

/** Two-dimensional transposed convolution. */
export const conv2dTranspose = defineLayer({
  id: 'conv2dTranspose',
  title: 'Conv 2D transpose',
  family: 'convolution',
  summary:
    'Enlarges an image with learned filters: every input pixel stamps a weighted kernel on the output. Also called fractionally strided convolution.',
  source: 'Dumoulin & Visin, A Guide to Convolution Arithmetic for Deep Learning, §4',
  inputs: { x: { rank: 3, axes: ['height', 'width', 'channels'], dtype: 'float32' } },
  fields: {
    filters: field.integer({ label: 'Filters', help: 'Output channels.', default: 32, min: 1 }),
    kernelSize: field.pair({ label: 'Kernel', help: 'Height and width.', default: [3, 3], min: 1 }),
    strides: field.pair({
      label: 'Strides',
      help: 'How far apart the stamps are: the factor of enlargement.',
      default: [2, 2],
      min: 1,
    }),
    padding: field.choice({
      label: 'Padding',
      help: '"same": the size times the stride. "valid": everything the kernels reach.',
      default: 'same',
      options: [
        { value: 'valid', label: 'valid' },
        { value: 'same', label: 'same' },
      ],
    }),
    ...kernelFields,
  },
  messages: {
    unknownChannels: 'The number of input channels is unknown, so the number of weights is too.',
    gaps: 'The stride {strides} is larger than the kernel {kernel}: no input reaches some output pixels, and they hold the bias alone.',
  },
  keeps: 'both',
  infer({ filters, kernelSize, strides, padding }, { x }, report) {
    const [height = null, width = null, channels = null] = x.shape;
    if (channels === null) {
      report.error('unknownChannels', {}, { port: 'x' });
      return null;
    }
    if (strides[0] > kernelSize[0] || strides[1] > kernelSize[1]) {
      const fitting = [
        Math.max(kernelSize[0], strides[0]),
        Math.max(kernelSize[1], strides[1]),
      ] as const;
      report.warning(
        'gaps',
        { strides: strides.join('×'), kernel: kernelSize.join('×') },
        {
          field: 'strides',
          fixes: [
            {
              title: `Kernel ${fitting.join('×')}`,
              change: { type: 'setFields', values: { kernelSize: fitting } },
            },
          ],
        },
      );
    }
    return float32([
      enlarged(height, kernelSize[0], strides[0], padding),
      enlarged(width, kernelSize[1], strides[1], padding),
      filters,
    ]);
  },
  weights: ({ filters, kernelSize, useBias }, { x }) => [
    { name: 'kernel', shape: [...kernelSize, filters, x.shape[2] ?? 0], trainable: true },
    ...(useBias ? [{ name: 'bias', shape: [filters], trainable: true }] : []),
  ],
  macs({ kernelSize, filters }, { x }) {
    const [height = null, width = null, channels] = x.shape;
    if (height === null || width === null) return null;
    return height * width * kernelSize[0] * kernelSize[1] * (channels ?? 0) * filters;
  },
  layers: (fields) => [
    {
      className: 'Conv2DTranspose',
      config: {
        filters: fields.filters,
        kernelSize: fields.kernelSize,
        strides: fields.strides,
        padding: fields.padding,
        activation: fields.activation,
        useBias: fields.useBias,
        kernelInitializer: fields.kernelInitializer,
        biasInitializer: fields.biasInitializer,
      },
    },
  ],
  formula({ filters, kernelSize, strides, padding, useBias }, { x }, y) {
    const channels = x.shape[2] ?? 0;
    const perFilter = kernelSize[0] * kernelSize[1] * channels;
    const total = perFilter * filters + (useBias ? filters : 0);
    const line = (symbol: string, axis: 0 | 1): string => {
      const size = x.shape[axis] ?? '?';
      const general = `${symbol}_2 = S \\cdot ${symbol}_1`;
      const filled = `${strides[axis]} \\cdot ${size}`;
      return padding === 'same'
        ? `${general} = ${filled} = ${y.shape[axis] ?? '?'}`
        : `${general} + \\max(F - S, 0) = ${filled} + \\max(${kernelSize[axis]} - ${strides[axis]}, 0) = ${y.shape[axis] ?? '?'}`;
    };
    return [
      line('H', 0),
      line('W', 1),
      `\\text{parameters} = F \\cdot F \\cdot D_1 \\cdot K${useBias ? ' + K' : ''} = ${kernelSize[0]} \\cdot ${kernelSize[1]} \\cdot ${channels} \\cdot ${filters}${useBias ? ` + ${filters}` : ''} = ${total}`,
    ];
  },
  telling: ({ filters, kernelSize, strides, padding, activation }) =>
    [
      kernelSize.join('×'),
      filters,
      `stride ${strides[0] === strides[1] ? strides[0] : strides.join('×')}`,
      padding,
      ...tellingActivation(activation),
    ].join(' · '),
  examples: [
    {
      fields: { filters: 64, kernelSize: [5, 5] },
      inputs: [[7, 7, 128]],
      output: [14, 14, 64],
      parameters: 204864,
      macs: 10035200,
    },
    {
      fields: { filters: 1, kernelSize: [3, 3], padding: 'valid', useBias: false },
      inputs: [[4, 4, 2]],
      output: [9, 9, 1],
      parameters: 18,
      macs: 288,
    },
  ],
});
