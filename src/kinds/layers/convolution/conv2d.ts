import { float32 } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer, type KerasLayer } from '../../layerKind';
import { kernelFields, tellingActivation } from '../sharedFields';
import {
  inferWindow,
  tellingWindow,
  type Window,
  windowFormula,
  windowMessages,
  windowPadding,
} from '../window';
import { windowFields } from '../windowFields';

/** A window's description from the fields of a convolution. */
function convolutionWindow(fields: {
  readonly kernelSize: Window['kernel'];
  readonly strides: Window['strides'];
  readonly dilationRate: Window['dilation'];
  readonly padding: Window['padding'];
  readonly rounding: Window['rounding'];
}): Window {
  return {
    kernel: fields.kernelSize,
    strides: fields.strides,
    dilation: fields.dilationRate,
    padding: fields.padding,
    rounding: fields.rounding,
  };
}

/** Two-dimensional convolution. */
export const conv2d = defineLayer({
  id: 'conv2d',
  title: 'Conv 2D',
  family: 'convolution',
  summary: 'Slides learned filters over an image; one output channel per filter.',
  source: 'Goodfellow et al., Deep Learning, §9',
  inputs: { x: { rank: 3, axes: ['height', 'width', 'channels'], dtype: 'float32' } },
  fields: {
    filters: field.integer({ label: 'Filters', help: 'Output channels.', default: 32, min: 1 }),
    kernelSize: field.pair({ label: 'Kernel', help: 'Height and width.', default: [3, 3], min: 1 }),
    strides: field.pair({
      label: 'Strides',
      help: 'How far the filters move between two places.',
      default: [1, 1],
      min: 1,
    }),
    ...windowFields(2),
    dilationRate: field.pair({
      label: 'Dilation',
      help: 'Gaps between the taps of the kernel, plus one.',
      default: [1, 1],
      min: 1,
      advanced: true,
    }),
    ...kernelFields,
  },
  messages: {
    ...windowMessages,
    unknownChannels: 'The number of input channels is unknown, so the number of weights is too.',
    strideAndDilation:
      'A stride of {strides} and a dilation of {dilation} cannot be combined: one of them must be 1.',
  },
  keeps: 'both',
  infer(fields, { x }, report) {
    const [height = null, width = null, channels = null] = x.shape;
    if (channels === null) {
      report.error('unknownChannels', {}, { port: 'x' });
      return null;
    }
    if (fields.strides.some((s) => s > 1) && fields.dilationRate.some((d) => d > 1)) {
      report.error(
        'strideAndDilation',
        { strides: fields.strides.join('×'), dilation: fields.dilationRate.join('×') },
        {
          field: 'dilationRate',
          fixes: [
            {
              title: 'Dilation 1',
              change: { type: 'setFields', values: { dilationRate: [1, 1] } },
            },
            { title: 'Stride 1', change: { type: 'setFields', values: { strides: [1, 1] } } },
          ],
        },
      );
      return null;
    }
    const size = inferWindow(convolutionWindow(fields), [height, width], report);
    return size && float32([...size, fields.filters]);
  },
  weights: ({ filters, kernelSize, useBias }, { x }) => [
    { name: 'kernel', shape: [...kernelSize, x.shape[2] ?? 0, filters], trainable: true },
    ...(useBias ? [{ name: 'bias', shape: [filters], trainable: true }] : []),
  ],
  macs({ kernelSize, filters }, { x }, y) {
    const [height = null, width = null] = y.shape;
    if (height === null || width === null) return null;
    return height * width * filters * kernelSize[0] * kernelSize[1] * (x.shape[2] ?? 0);
  },
  layers(fields, { x }) {
    const [height = null, width = null] = x.shape;
    const padding = windowPadding(convolutionWindow(fields), [height, width]);
    const layers: KerasLayer[] = [];
    if (padding.rule === 'explicit') {
      layers.push({
        className: 'ZeroPadding2D',
        config: { padding: padding.axes },
        suffix: 'padding',
      });
    }
    layers.push({
      className: 'Conv2D',
      config: {
        filters: fields.filters,
        kernelSize: fields.kernelSize,
        strides: fields.strides,
        padding: padding.rule === 'same' ? 'same' : 'valid',
        dilationRate: fields.dilationRate,
        activation: fields.activation,
        useBias: fields.useBias,
        kernelInitializer: fields.kernelInitializer,
        biasInitializer: fields.biasInitializer,
      },
    });
    return layers;
  },
  formula(fields, { x }, y) {
    const window = convolutionWindow(fields);
    const [height = null, width = null, channels = null] = x.shape;
    const [kernelHeight, kernelWidth] = fields.kernelSize;
    const perFilter = kernelHeight * kernelWidth * (channels ?? 0);
    const bias = fields.useBias ? 1 : 0;
    return [
      windowFormula('H', window, 0, height),
      windowFormula('W', window, 1, width),
      `D_2 = K = ${y.shape[2]}`,
      `\\text{parameters} = (F \\cdot F \\cdot D_1${bias ? ' + 1' : ''}) \\cdot K = (${kernelHeight} \\cdot ${kernelWidth} \\cdot ${channels}${bias ? ' + 1' : ''}) \\cdot ${fields.filters} = ${perFilter + bias} \\cdot ${fields.filters} = ${(perFilter + bias) * fields.filters}`,
    ];
  },
  telling: (fields) =>
    [
      fields.kernelSize.join('×'),
      fields.filters,
      ...tellingWindow({ ...fields, dilation: fields.dilationRate }),
      ...tellingActivation(fields.activation),
    ].join(' · '),
  examples: [
    {
      fields: { filters: 10, kernelSize: [5, 5], padding: 2 },
      inputs: [[32, 32, 3]],
      output: [32, 32, 10],
      parameters: 760,
      macs: 768000,
    },
    {
      fields: { filters: 96, kernelSize: [11, 11], strides: [4, 4] },
      inputs: [[227, 227, 3]],
      output: [55, 55, 96],
      parameters: 34944,
      macs: 105415200,
    },
    {
      fields: { filters: 1, kernelSize: [3, 3], strides: [3, 3], rounding: 'ceil' },
      inputs: [[7, 7, 1]],
      output: [3, 3, 1],
      parameters: 10,
    },
  ],
});
