import { elementCount, float32 } from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer, type KerasLayer } from '../../layerKind';
import { withKernelOptions, withNormalizationWeights } from '../kernelOptions';
import { biasAndActivation, tellingActivation } from '../sharedFields';
import { weightedTape } from '../weightedTape';
import { tellingWindow } from '../window';
import { windowFields } from '../windowFields';
import {
  aboutDilation,
  aboutStrides,
  depthMultiplierField,
  filterFields,
} from './convolutionFields';
import {
  biasWeight,
  channelsOf,
  inferSliding,
  paddedLayers,
  paddedNumbers,
  slidingConfig,
  slidingFormula,
  slidingMessages,
  slidingReach,
  slidingWindow,
} from './slidingKernel';

/** Both axes after height and width count outputs: each channel has filters of its own. */
const kernel = { rank: 4, outputAxes: [-2, -1], argument: 'depthwise' } as const;

/** Convolution of each channel by itself. */
export const depthwiseConv2d = defineLayer({
  id: 'depthwiseConv2d',
  title: 'Depthwise conv 2D',
  family: 'convolution',
  summary: 'Slides filters over each channel of an image by itself; channels are never mixed.',
  source: 'Howard et al., MobileNets, 2017, §3.1',
  inputs: { x: { rank: 3, axes: ['height', 'width', 'channels'], dtype: 'float32' } },
  fields: {
    kernelSize: field.pair({ label: 'Kernel', help: 'Height and width.', default: [3, 3], min: 1 }),
    strides: field.pair({ ...aboutStrides, default: [1, 1] }),
    ...windowFields(2),
    depthMultiplier: depthMultiplierField,
    dilationRate: field.pair({ ...aboutDilation, default: [1, 1] }),
    ...filterFields,
  },
  messages: slidingMessages,
  keeps: 'inputs',
  tape: (fields, { x }, y) => weightedTape(fields, y, { between: paddedNumbers(fields, x) }),
  infer(fields, { x }, report) {
    const sizes = inferSliding(fields, x, report);
    return sizes && float32([...sizes, channelsOf(x) * fields.depthMultiplier]);
  },
  weights: (fields, { x }) => {
    const { kernelSize, depthMultiplier, useBias } = fields;
    const channels = channelsOf(x);
    return withNormalizationWeights(
      [
        {
          name: 'depthwise_kernel',
          shape: [...kernelSize, channels, depthMultiplier],
          trainable: true,
        },
        ...biasWeight(useBias, channels * depthMultiplier),
      ],
      fields,
      kernel,
    );
  },
  macs: ({ kernelSize }, _inputs, y) => elementCount([...y.shape, ...kernelSize]),
  operations: (fields, _inputs, y) => biasAndActivation(fields, y),
  reach: (fields, { x }) => slidingReach(fields, x),
  layers: (fields, { x }) =>
    paddedLayers(fields, x, (padding): KerasLayer => {
      const config = {
        ...slidingConfig(fields, padding),
        depthMultiplier: fields.depthMultiplier,
        depthwiseInitializer: fields.kernelInitializer,
        biasInitializer: fields.biasInitializer,
      };
      // The layer of tf.js takes a dilation and leaves it out.
      const dilated = fields.dilationRate.some((gap) => gap > 1);
      const className = dilated ? 'DilatedDepthwiseConv2D' : 'DepthwiseConv2D';
      return withKernelOptions({ className, config }, fields, kernel);
    }),
  formula(fields, { x }, y) {
    const [height, width] = fields.kernelSize;
    const channels = channelsOf(x);
    const bias = fields.useBias ? 1 : 0;
    const plus = bias ? ' + 1' : '';
    return [
      ...slidingFormula(fields, x),
      `D_2 = D_1 \\cdot M = ${channels} \\cdot ${fields.depthMultiplier} = ${channelsOf(y)}`,
      `\\text{parameters} = (F \\cdot F${plus}) \\cdot D_2 = (${height} \\cdot ${width}${plus}) \\cdot ${channelsOf(y)} = ${(height * width + bias) * channelsOf(y)}`,
    ];
  },
  telling: (fields) =>
    [
      fields.kernelSize.join('×'),
      ...(fields.depthMultiplier === 1 ? [] : [`${fields.depthMultiplier} per channel`]),
      ...tellingWindow(slidingWindow(fields)),
      ...tellingActivation(fields.activation),
    ].join(' · '),
  examples: [
    {
      fields: { padding: 'same', useBias: false },
      inputs: [[112, 112, 32]],
      output: [112, 112, 32],
      parameters: 288,
      macs: 3612672,
    },
    {
      fields: { kernelSize: [3, 2], strides: [2, 2], padding: [0, 1, 0, 1], depthMultiplier: 2 },
      inputs: [[7, 7, 3]],
      output: [3, 4, 6],
      parameters: 42,
      macs: 432,
    },
    {
      fields: { dilationRate: [2, 2], padding: 2 },
      inputs: [[9, null, 4]],
      output: [9, null, 4],
      parameters: 40,
    },
  ],
});
