import type { JsonValue } from '../../../base/jsonValue';
import {
  elementCount,
  float32,
  formatShape,
  sameShape,
  type TensorType,
} from '../../../base/tensorType';
import { field } from '../../field';
import { defineLayer, type KerasLayer, type Weight } from '../../layerKind';
import type { Report, ReportDetails } from '../../report';
import { numbersIn } from '../../tape';
import {
  recurrentOptionConfig,
  recurrentOptionFields,
  withRecurrentNormalization,
  withRecurrentNormalizationWeights,
} from '../kernelOptions';
import { activationChoice, biasInitializerField, initializerField } from '../sharedFields';
import {
  inferWindow,
  tellingWindow,
  type Window,
  type WindowMessage,
  windowFormula,
  windowMessages,
} from '../window';
import {
  recurrentActivationField,
  recurrentFields,
  recurrentMessages,
  reportKeptAndGiven,
} from './recurrent';

const statePort = (help: string) =>
  ({
    rank: 3,
    axes: ['height', 'width', 'filters'],
    dtype: 'float32',
    optional: true,
    help,
  }) as const;

/** The window of the convolutions of images; that of states keeps their size. */
function imageWindow(fields: {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: 'valid' | 'same';
  readonly dilationRate: readonly number[];
}): Window {
  const { kernelSize, strides, padding, dilationRate } = fields;
  return { kernel: kernelSize, strides, padding, dilation: dilationRate, rounding: 'floor' };
}

/** Leaves out ways out that need zeros in numbers, which this layer cannot add. */
function withoutNumericPadding(report: Report<WindowMessage>): Report<WindowMessage> {
  const possible = (details: ReportDetails = {}): ReportDetails => ({
    ...details,
    fixes: (details.fixes ?? []).filter(
      ({ change }) =>
        change.type !== 'setFields' ||
        !('padding' in change.values) ||
        change.values.padding === 'same',
    ),
  });
  return {
    error: (message, values, details) => report.error(message, values, possible(details)),
    warning: (message, values, details) => report.warning(message, values, possible(details)),
    hint: (message, values, details) => report.hint(message, values, possible(details)),
  };
}

/** Both kernels and the bias. */
function ownWeights(
  fields: {
    readonly filters: number;
    readonly kernelSize: readonly number[];
    readonly useBias: boolean;
  },
  x: TensorType,
): readonly Weight[] {
  const { filters, kernelSize, useBias } = fields;
  return [
    { name: 'kernel', shape: [...kernelSize, x.shape[3] ?? 0, 4 * filters], trainable: true },
    { name: 'recurrent_kernel', shape: [...kernelSize, filters, 4 * filters], trainable: true },
    ...(useBias ? [{ name: 'bias', shape: [4 * filters], trainable: true }] : []),
  ];
}

/** The state's shape: the output of one step. */
const stateShape = (y: TensorType) => y.shape.slice(-3);

/** An LSTM whose matrices are convolutions. */
export const convLstm2d = defineLayer({
  id: 'convLstm2d',
  title: 'Conv LSTM 2D',
  family: 'sequence',
  summary: 'Reads a sequence of images: an LSTM whose states are images and matrices convolutions.',
  source: 'Shi et al., Convolutional LSTM Network, 2015, without its peepholes, as in Keras',
  inputs: {
    x: { rank: 4, axes: ['time', 'height', 'width', 'channels'], dtype: 'float32' },
    h: statePort('The state before the first step; 0 without a wire.'),
    c: statePort('The memory before the first step; 0 without a wire.'),
  },
  outputs: ['y', 'h', 'c'],
  fields: {
    filters: field.integer({
      label: 'Filters',
      help: 'Channels of the state.',
      default: 16,
      min: 1,
    }),
    kernelSize: field.pair({ label: 'Kernel', help: 'Height and width.', default: [3, 3], min: 1 }),
    strides: field.pair({
      label: 'Strides',
      help: 'How far the filters move over the images; over the states they always move by 1.',
      default: [1, 1],
      min: 1,
    }),
    padding: field.choice({
      label: 'Padding',
      help: '"valid": none. "same": as much as keeps the size at stride 1. The states always keep theirs.',
      default: 'valid',
      options: [
        { value: 'valid', label: 'valid' },
        { value: 'same', label: 'same' },
      ],
    }),
    dilationRate: field.pair({
      label: 'Dilation',
      help: 'Gaps between the taps over the images, plus one; there are none over the states.',
      default: [1, 1],
      min: 1,
      advanced: true,
    }),
    activation: activationChoice({
      label: 'Activation',
      help: 'The function of the state.',
      default: 'tanh',
    }),
    returnSequences: recurrentFields.returnSequences,
    returnState: recurrentFields.returnState,
    useBias: field.boolean({
      label: 'Bias',
      help: 'Adds one number per filter and gate.',
      default: true,
    }),
    goBackwards: recurrentFields.goBackwards,
    stateful: recurrentFields.stateful,
    kernelInitializer: initializerField('Kernel starts as', 'glorotUniform'),
    recurrentInitializer: initializerField('Recurrent kernel starts as', 'orthogonal'),
    biasInitializer: biasInitializerField,
    recurrentActivation: recurrentActivationField,
    unitForgetBias: field.boolean({
      label: 'Forget bias 1',
      help: 'The bias of the forget gate starts at 1, so that a new network remembers.',
      default: true,
      advanced: true,
    }),
    ...recurrentOptionFields,
  },
  messages: {
    ...windowMessages,
    unknownChannels: 'The number of input channels is unknown, so the number of weights is too.',
    strideAndDilation:
      'A stride of {strides} and a dilation of {dilation} cannot be combined: one of them must be 1.',
    keptAndGiven: recurrentMessages.keptAndGiven,
    stateShape: 'The state that arrives at {port} is {found}; the state of this layer is {wanted}.',
  },
  keeps: 'both',
  // As in an LSTM, with a picture for every unit.
  tape: ({ returnSequences }, { x }, y) => {
    const steps = x.shape[0] ?? 1;
    const state = numbersIn(y) / (returnSequences ? steps : 1);
    return {
      kept: steps * 21 * state + numbersIn(x),
      gradients: steps * 16.5 * state + 2 * numbersIn(x),
      uses: steps,
    };
  },
  infer(fields, { x, h, c }, report) {
    const [time = null, height = null, width = null, channels = null] = x.shape;
    if (channels === null) {
      report.error('unknownChannels', {}, { port: 'x' });
      return null;
    }
    if (fields.strides.some((s) => s > 1) && fields.dilationRate.some((d) => d > 1)) {
      const change = (values: Readonly<Record<string, JsonValue>>) =>
        ({ type: 'setFields', values }) as const;
      report.error(
        'strideAndDilation',
        { strides: fields.strides.join('×'), dilation: fields.dilationRate.join('×') },
        {
          field: 'dilationRate',
          fixes: [
            { title: 'Dilation 1', change: change({ dilationRate: [1, 1] }) },
            { title: 'Stride 1', change: change({ strides: [1, 1] }) },
          ],
        },
      );
      return null;
    }
    if (reportKeptAndGiven(fields, report)) return null;
    const size = inferWindow(imageWindow(fields), [height, width], withoutNumericPadding(report));
    if (!size) return null;
    const state = [...size, fields.filters];
    let sound = true;
    for (const [port, type] of Object.entries({ h, c })) {
      if (!type || sameShape(type.shape, state)) continue;
      sound = false;
      const found = formatShape(type.shape);
      const filters = type.shape.at(-1) ?? null;
      // Other filters help where nothing else differs.
      const fits = filters !== null && sameShape(type.shape, [...size, filters]);
      const fixes = fits
        ? [
            {
              title: `${filters} filters`,
              change: { type: 'setFields', values: { filters } },
            } as const,
          ]
        : [];
      report.error('stateShape', { port, found, wanted: formatShape(state) }, { port, fixes });
    }
    if (!sound) return null;
    return {
      y: float32(fields.returnSequences ? [time, ...state] : state),
      ...(fields.returnState ? { h: float32(state), c: float32(state) } : {}),
    };
  },
  weights: (fields, { x }) => withRecurrentNormalizationWeights(ownWeights(fields, x), fields),
  macs({ kernelSize, filters }, { x }, y) {
    const [time = null, , , channels = null] = x.shape;
    const state = elementCount(stateShape(y));
    if (time === null || state === null || channels === null) return null;
    return time * 4 * state * kernelSize[0] * kernelSize[1] * (channels + filters);
  },
  operations({ useBias }, { x }, y) {
    const [time = null] = x.shape;
    const state = elementCount(stateShape(y));
    if (time === null || state === null) return null;
    // Five functions, three products and a sum, as in an LSTM.
    return time * state * (9 + (useBias ? 4 : 0));
  },
  reach: () => 'everything',
  layers(fields, { x, h, c }) {
    const wired = [...(h ? ['h'] : []), ...(c ? ['c'] : [])];
    const config: Record<string, JsonValue> = {
      filters: fields.filters,
      kernelSize: fields.kernelSize,
      strides: fields.strides,
      padding: fields.padding,
      dilationRate: fields.dilationRate,
      activation: fields.activation,
      recurrentActivation: fields.recurrentActivation,
      useBias: fields.useBias,
      kernelInitializer: fields.kernelInitializer,
      recurrentInitializer: fields.recurrentInitializer,
      biasInitializer: fields.biasInitializer,
      unitForgetBias: fields.unitForgetBias,
      returnSequences: fields.returnSequences,
      returnState: fields.returnState,
      goBackwards: fields.goBackwards,
      ...recurrentOptionConfig(fields, { rank: 4, outputAxes: [-1] }),
    };
    const normalized = (layer: KerasLayer): KerasLayer[] => [
      withRecurrentNormalization(layer, fields, ownWeights(fields, x)),
    ];
    if (!fields.stateful && wired.length === 0) {
      return normalized({ className: 'ConvLSTM2D', config });
    }
    if (fields.stateful) config.stateful = true;
    if (wired.length > 0) config.initialStates = wired;
    return normalized({ className: 'ConvolutionalLstm2D', config });
  },
  formula(fields, { x }, y) {
    const [time = null, height = null, width = null, channels = null] = x.shape;
    const { filters, kernelSize, useBias } = fields;
    const bias = (name: string): string => (useBias ? ` + b_${name}` : '');
    const sum = (name: string): string => `x_t * W_${name} + h_{t-1} * U_${name}${bias(name)}`;
    const gate = (name: string): string => `\\sigma(${sum(name)})`;
    const window = imageWindow(fields);
    const [rows, columns] = kernelSize;
    const count =
      4 * (rows * columns * ((channels ?? 0) + filters) * filters + (useBias ? filters : 0));
    const written = useBias ? ['+ K', `+ ${filters}`] : ['', ''];
    return [
      `i_t = ${gate('i')}, \\quad f_t = ${gate('f')}, \\quad o_t = ${gate('o')}`,
      `c_t = f_t \\circ c_{t-1} + i_t \\circ g(${sum('c')})`,
      `h_t = o_t \\circ g(c_t), \\quad t = 1 \\dots ${time ?? 'T'}`,
      windowFormula('H', window, 0, height),
      windowFormula('W', window, 1, width),
      `D_2 = K = ${y.shape.at(-1)}`,
      `\\text{parameters} = 4\\,(F \\cdot F \\cdot (D_1 + K) \\cdot K ${written[0]}) = 4\\,(${rows} \\cdot ${columns} \\cdot (${channels} + ${filters}) \\cdot ${filters} ${written[1]}) = ${count}`,
    ];
  },
  telling: (fields) =>
    [
      fields.kernelSize.join('×'),
      fields.filters,
      ...tellingWindow({ ...fields, dilation: fields.dilationRate }),
      ...(fields.activation === 'tanh' ? [] : [fields.activation]),
      ...(fields.goBackwards ? ['from the end'] : []),
      ...(fields.returnSequences ? ['every step'] : []),
      ...(fields.stateful ? ['keeps states'] : []),
    ].join(' · '),
  examples: [
    {
      fields: { filters: 16, kernelSize: [3, 3], padding: 'same', returnSequences: true },
      inputs: [[10, 64, 64, 1]],
      output: [10, 64, 64, 16],
      parameters: 9856,
      macs: 401080320,
    },
    {
      fields: { filters: 5, kernelSize: [2, 3], strides: [2, 1], useBias: false },
      inputs: [[null, 7, 9, 3]],
      output: [3, 7, 5],
      parameters: 960,
    },
    {
      fields: { filters: 2, kernelSize: [3, 3] },
      inputs: [
        [3, 5, 6, 1],
        [3, 4, 2],
        [3, 4, 2],
      ],
      output: [3, 4, 2],
      parameters: 224,
    },
    {
      fields: { filters: 2, kernelSize: [3, 3], kernelNormalization: 'weight' },
      inputs: [[3, 5, 6, 1]],
      output: [3, 4, 2],
      parameters: 240,
    },
  ],
});
