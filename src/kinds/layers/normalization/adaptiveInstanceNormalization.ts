import { defineLayer } from '../../layerKind';
import { tapeOfOutput } from '../../tape';
import { initializerField } from '../sharedFields';
import {
  channelMessages,
  epsilonField,
  knowsChannels,
  momentOperations,
  operationsEach,
} from './normalizationFields';

/** Instance normalisation with the scale and shift of a style. */
export const adaptiveInstanceNormalization = defineLayer({
  id: 'adaptiveInstanceNormalization',
  title: 'Adaptive instance normalisation',
  family: 'normalization',
  summary:
    'Brings each channel of each example to mean 0 and variance 1, then gives it the scale and shift of a style: those a style vector says through learned weights, or those of another picture.',
  source:
    'Karras et al., A Style-Based Generator Architecture for GANs, 2019, eq. 1; Huang & Belongie, Arbitrary Style Transfer, 2017, eq. 8',
  inputs: {
    x: { rank: { min: 2 }, dtype: 'float32' },
    style: {
      rank: { min: 1 },
      dtype: 'float32',
      help: 'A style vector, or a picture with as many channels as x that lends its mean and standard deviation.',
    },
  },
  fields: {
    epsilon: epsilonField(0.00001),
    kernelInitializer: initializerField('Kernel starts as', 'glorotUniform'),
  },
  messages: {
    ...channelMessages,
    otherChannels:
      'A style picture lends one mean and one deviation to each channel, but x has {channels} channels and the style {styleChannels}.',
  },
  keeps: 'both',
  tape: tapeOfOutput({ kept: 5, gradients: 5, workspace: 2 }),
  infer(_fields, { x, style }, report) {
    if (!knowsChannels(x, report) || !knowsChannels(style, report, 'style')) return null;
    const [channels, styleChannels] = [x.shape.at(-1) ?? 0, style.shape.at(-1) ?? 0];
    if (style.shape.length > 1 && channels !== styleChannels) {
      report.error(
        'otherChannels',
        { channels, styleChannels },
        {
          port: 'style',
          fixes: [
            {
              title: 'Insert Flatten before the style',
              change: { type: 'insertBefore', port: 'style', kind: 'flatten' },
            },
          ],
        },
      );
      return null;
    }
    return x;
  },
  weights(_fields, { x, style }) {
    if (style.shape.length > 1) return [];
    const width = 2 * (x.shape.at(-1) ?? 0);
    return [
      { name: 'kernel', shape: [style.shape[0] ?? 0, width], trainable: true },
      { name: 'bias', shape: [width], trainable: true },
    ];
  },
  macs: (_fields, { x, style }) =>
    style.shape.length > 1 ? 0 : 2 * (style.shape[0] ?? 0) * (x.shape.at(-1) ?? 0),
  operations(_fields, { style }, y) {
    const normalising = momentOperations({ scale: true, center: true }, y);
    const channels = y.shape.at(-1) ?? 0;
    if (style.shape.length === 1) {
      // A bias for each scale and shift, and 1 added to each scale.
      return normalising === null ? null : normalising + 3 * channels;
    }
    // Its mean and its variance; nothing is divided.
    const reading = operationsEach(4, style);
    return normalising === null || reading === null ? null : normalising + reading;
  },
  layers: ({ epsilon, kernelInitializer }) => [
    { className: 'AdaptiveInstanceNormalization', config: { epsilon, kernelInitializer } },
  ],
  formula({ epsilon }, { x, style }) {
    const channels = x.shape.at(-1) ?? 0;
    const normal = `\\frac{x - \\mu_c(x)}{\\sqrt{\\sigma_c^2(x) + ${epsilon}}}`;
    const features = style.shape[0] ?? 0;
    return style.shape.length > 1
      ? [`y = \\sigma_c(s)\\, ${normal} + \\mu_c(s), \\quad c = 1 \\dots ${channels}`]
      : [
          `y = (1 + a_c)\\, ${normal} + b_c, \\quad (a, b) = s W + w_0`,
          `\\text{parameters} = (${features} + 1) \\cdot 2 \\cdot ${channels} = ${(features + 1) * 2 * channels}`,
        ];
  },
  telling: () => '',
  examples: [
    {
      fields: {},
      inputs: [[4, 4, 512], [512]],
      output: [4, 4, 512],
      parameters: 525312,
      macs: 524288,
    },
    {
      fields: {},
      inputs: [
        [null, 7, 5],
        [9, 3, 5],
      ],
      output: [null, 7, 5],
      parameters: 0,
      macs: 0,
    },
  ],
});
