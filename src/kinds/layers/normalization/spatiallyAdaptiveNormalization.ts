import { formatShape } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer } from '../../layerKind';
import { initializerField } from '../sharedFields';
import { channelMessages, epsilonField, knowsChannels } from './normalizationFields';

/** A normalisation whose scale and shift differ from place to place, as a map says. */
export const spatiallyAdaptiveNormalization = defineLayer({
  id: 'spatiallyAdaptiveNormalization',
  title: 'Spatially adaptive normalisation',
  family: 'normalization',
  summary:
    'Normalises each channel, then scales and shifts every pixel by what convolutions make of a map, such as a drawing of labels.',
  source:
    'Park et al., Semantic Image Synthesis with Spatially-Adaptive Normalization (SPADE), 2019',
  inputs: {
    x: { rank: 3, axes: ['height', 'width', 'channels'], dtype: 'float32' },
    map: {
      rank: 3,
      axes: ['height', 'width', 'labels'],
      dtype: 'float32',
      help: 'Labels as one number each; resized to x where its size is another.',
    },
  },
  fields: {
    filters: field.integer({
      label: 'Filters',
      help: 'Features of the convolution that reads the map.',
      default: 128,
      min: 1,
    }),
    kernelSize: field.pair({
      label: 'Kernel',
      help: 'Height and width of the three kernels.',
      default: [3, 3],
      min: 1,
    }),
    normalization: field.choice({
      label: 'Over',
      help: 'Whether mean and variance are those of the batch, with moving averages for afterwards, or of each example.',
      default: 'batch',
      options: [
        { value: 'batch', label: 'the batch, as in the paper' },
        { value: 'instance', label: 'each example' },
      ],
    }),
    momentum: field.number({
      label: 'Momentum',
      help: 'How slowly the moving averages follow the batches.',
      default: 0.9,
      min: 0,
      max: 1,
      step: 0.01,
      advanced: true,
    }),
    epsilon: epsilonField(0.00001),
    kernelInitializer: initializerField('Kernels start as', 'glorotUniform'),
  },
  messages: {
    ...channelMessages,
    coarseMap:
      'The map, {map}, has fewer pixels than {shape}: it is enlarged without anything between its pixels.',
  },
  keeps: 'both',
  infer(_fields, { x, map }, report) {
    if (!knowsChannels(x, report) || !knowsChannels(map, report, 'map')) return null;
    const isCoarse = [0, 1].some((axis) => (map.shape[axis] ?? Infinity) < (x.shape[axis] ?? 0));
    if (isCoarse) {
      report.hint(
        'coarseMap',
        { map: formatShape(map.shape), shape: formatShape(x.shape) },
        { port: 'map' },
      );
    }
    return x;
  },
  weights({ filters, kernelSize, normalization }, { x, map }) {
    const channels = x.shape.at(-1) ?? 0;
    const labels = map.shape.at(-1) ?? 0;
    const convolution = (name: string, from: number, to: number) => [
      { name: `${name}_kernel`, shape: [...kernelSize, from, to], trainable: true },
      { name: `${name}_bias`, shape: [to], trainable: true },
    ];
    return [
      ...convolution('shared', labels, filters),
      ...convolution('gamma', filters, channels),
      ...convolution('beta', filters, channels),
      ...(normalization === 'batch'
        ? [
            { name: 'moving_mean', shape: [channels], trainable: false },
            { name: 'moving_variance', shape: [channels], trainable: false },
          ]
        : []),
    ];
  },
  macs({ filters, kernelSize: [height, width] }, { x, map }) {
    const [rows = null, columns = null] = x.shape;
    if (rows === null || columns === null) return null;
    const perPixel = filters * ((map.shape.at(-1) ?? 0) + 2 * (x.shape.at(-1) ?? 0));
    return rows * columns * height * width * perPixel;
  },
  operations({ filters, normalization }, { x }) {
    const [rows = null, columns = null] = x.shape;
    if (rows === null || columns === null) return null;
    // Subtraction and division (and mean and variance of an example), 1 + γ, both biases, scale, shift.
    const perNumber = normalization === 'batch' ? 7 : 10;
    // A bias and a comparison for every feature of the map.
    return rows * columns * (perNumber * (x.shape.at(-1) ?? 0) + 2 * filters);
  },
  layers: ({ filters, kernelSize, normalization, epsilon, momentum, kernelInitializer }) => [
    {
      className: 'SpatiallyAdaptiveNormalization',
      config: { filters, kernelSize, normalization, epsilon, momentum, kernelInitializer },
    },
  ],
  formula({ filters, kernelSize: [height, width], epsilon }, { x, map }) {
    const channels = x.shape.at(-1) ?? 0;
    const labels = map.shape.at(-1) ?? 0;
    const area = height * width;
    const read = (area * labels + 1) * filters;
    const made = (area * filters + 1) * channels;
    return [
      `y = (1 + \\gamma(m))\\, \\frac{x - \\mu}{\\sqrt{\\sigma^2 + ${epsilon}}} + \\beta(m)`,
      `\\text{learned} = (${area} \\cdot ${labels} + 1) \\cdot ${filters} + 2\\,(${area} \\cdot ${filters} + 1) \\cdot ${channels} = ${read + 2 * made}`,
    ];
  },
  telling: ({ filters, kernelSize, normalization }) =>
    [kernelSize.join('×'), filters, ...(normalization === 'batch' ? [] : ['instance'])].join(' · '),
  examples: [
    {
      fields: {},
      inputs: [
        [16, 16, 64],
        [256, 256, 35],
      ],
      output: [16, 16, 64],
      parameters: 188160,
      macs: 48070656,
    },
    {
      fields: { filters: 7, kernelSize: [1, 3], normalization: 'instance' },
      inputs: [
        [null, 9, 5],
        [4, 4, 3],
      ],
      output: [null, 9, 5],
      parameters: 290,
    },
  ],
});
