import { type Dimension, elementCount, float32, type TensorType } from '../../../base/tensorType';
import { type AxisCount, type Padding, spatialAxes } from '../../field';
import type { KerasLayer, Reach, Weight } from '../../layerKind';
import type { Fix, Report } from '../../report';
import { numbersIn } from '../../tape';
import { withKernelOptions, withNormalizationWeights } from '../kernelOptions';
import { biasAndActivation, tellingActivation } from '../sharedFields';
import { weightedTape } from '../weightedTape';
import { explicitSides, tellingSizes, tellingWindow, windowSpan } from '../window';
import { greatestCommonDivisor, groupMessages, groupsDivide } from './convolution';
import type { FilterFields } from './convolutionFields';
import {
  axisSymbol,
  biasWeight,
  channelsOf,
  type OneInput,
  type PerAxis,
  perAxis,
  spatialSizes,
} from './slidingKernel';

/** The fields of a transposed convolution over one, two or three axes. */
interface TransposedFields extends FilterFields {
  readonly filters: number;
  readonly kernelSize: PerAxis;
  readonly strides: PerAxis;
  readonly padding: Padding;
  readonly outputPadding: PerAxis;
  readonly dilationRate?: PerAxis;
  readonly groups: number;
}

/** What every field of strides of a transposed convolution says of itself. */
export const aboutEnlargement = {
  label: 'Strides',
  help: 'How far apart the stamps are: the factor of enlargement.',
  min: 1,
} as const;

/** What every field of padding of a transposed convolution says of itself. */
export const aboutTransposedPadding = {
  label: 'Padding',
  help: '"same": the size times the stride. "valid": everything the kernels reach. A number: as much is cut off on every side.',
  default: 'same',
} as const;

/** What every field of output padding says of itself. */
export const aboutOutputPadding = {
  label: 'Output padding',
  help: 'Places added at the end of each axis: several sizes shrink to the same one, this chooses between them.',
  min: 0,
  advanced: true,
} as const;

const messages = {
  unknownChannels: 'The number of input channels is unknown, so the number of weights is too.',
  gaps: 'The stride {strides} is larger than the kernel {kernel}: no input reaches some output places, and they hold the bias alone.',
  dilatedGaps:
    'With the stride {strides} the taps of a kernel dilated by {dilation} miss some output places, and they hold the bias alone.',
  outputPaddingTooLarge:
    'An output padding of {outputPadding} along the {axis} is not smaller than the stride {stride} or the dilation {dilation}: a whole place would be added.',
  outputPaddingWithSame:
    'Padding "same" gives the size times the stride, which leaves nothing to an output padding of {outputPadding}.',
  ...groupMessages,
  nothingLeft:
    'A padding of {padding} cuts off all of the {axis}: ({size} − 1) · {stride} + {span} − {cut}{added} = {length}.',
} as const;

type TransposedReport = Report<keyof typeof messages>;

/** What the fields say of one axis, and what comes of its size. */
interface TransposedAxis {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** D·(F − 1) + 1. */
  readonly span: number;
  /** What is cut off in front. */
  readonly before: number;
  /** What is cut off in all; for `same` and `valid` what the output padding is not counted in. */
  readonly cut: number;
  readonly outputPadding: number;
}

function axesOf(fields: TransposedFields): readonly TransposedAxis[] {
  const kernel = perAxis(fields.kernelSize);
  const dilation = fields.dilationRate ? perAxis(fields.dilationRate) : kernel.map(() => 1);
  const sides = explicitSides(fields.padding, kernel.length);
  return kernel.map((size, axis) => {
    const stride = perAxis(fields.strides)[axis] as number;
    const span = windowSpan({ kernel, dilation }, axis);
    const [before, cut] = sides
      ? [sides[2 * axis] as number, (sides[2 * axis] as number) + (sides[2 * axis + 1] as number)]
      : [Math.floor(Math.max(span - stride, 0) / 2), span - stride];
    return {
      kernel: size,
      stride,
      dilation: dilation[axis] as number,
      span,
      before,
      // Where stamps leave gaps between them, "valid" leaves one behind the last stamp too.
      cut: fields.padding === 'valid' ? Math.min(span - stride, 0) : cut,
      outputPadding: perAxis(fields.outputPadding)[axis] as number,
    };
  });
}

/** (N − 1)·S + D·(F − 1) + 1 − P₀ − P₁ + output padding. */
function enlarged(
  size: Dimension,
  { stride, span, cut, outputPadding }: TransposedAxis,
): Dimension {
  return size === null ? null : (size - 1) * stride + span - cut + outputPadding;
}

function infer(
  fields: TransposedFields,
  { x }: OneInput,
  report: TransposedReport,
): TensorType | null {
  if (x.shape.at(-1) === null) {
    report.error('unknownChannels', {}, { port: 'x' });
    return null;
  }
  const axes = axesOf(fields);
  if (!outputPaddingFits(fields, axes, report)) return null;
  if (!groupsDivide(fields, channelsOf(x), report)) return null;
  const sizes = spatialSizes(x);
  const lengths = sizes.map((size, axis) => enlarged(size, axes[axis] as TransposedAxis));
  const empty = lengths.findIndex((length) => length !== null && length < 1);
  if (empty >= 0) {
    const { stride, span, cut, outputPadding } = axes[empty] as TransposedAxis;
    report.error(
      'nothingLeft',
      {
        padding: typeof fields.padding === 'object' ? fields.padding.join(', ') : fields.padding,
        axis: axisName(axes, empty),
        size: sizes[empty] as number,
        stride,
        span,
        cut,
        added: outputPadding > 0 ? ` + ${outputPadding}` : '',
        length: lengths[empty] as number,
      },
      {
        field: 'padding',
        fixes: [
          { title: 'Padding "valid"', change: { type: 'setFields', values: { padding: 'valid' } } },
        ],
      },
    );
    return null;
  }
  warnOfGaps(fields, axes, report);
  return float32([...lengths, fields.filters]);
}

function axisName(axes: readonly TransposedAxis[], axis: number): string {
  return spatialAxes[axes.length as AxisCount][axis] as string;
}

function outputPaddingFits(
  fields: TransposedFields,
  axes: readonly TransposedAxis[],
  report: TransposedReport,
): boolean {
  const set = (value: readonly number[]): Fix => ({
    title: `Output padding ${tellingSizes(value)}`,
    change: {
      type: 'setFields',
      values: { outputPadding: value.length === 1 ? (value[0] as number) : value },
    },
  });
  const none = axes.map(() => 0);
  if (fields.padding === 'same' && axes.some(({ outputPadding }) => outputPadding > 0)) {
    report.error(
      'outputPaddingWithSame',
      { outputPadding: tellingSizes(perAxis(fields.outputPadding)) },
      { field: 'outputPadding', fixes: [set(none)] },
    );
    return false;
  }
  const largest = axes.map(({ stride, dilation }) => Math.max(stride, dilation) - 1);
  for (const [axis, { outputPadding, stride, dilation }] of axes.entries()) {
    if (outputPadding <= (largest[axis] as number)) continue;
    report.error(
      'outputPaddingTooLarge',
      { outputPadding, axis: axisName(axes, axis), stride, dilation },
      {
        field: 'outputPadding',
        fixes: [
          set(axes.map((one, place) => Math.min(one.outputPadding, largest[place] as number))),
        ],
      },
    );
    return false;
  }
  return true;
}

/** Whether every output place lies under a tap of some stamp. */
function leavesGaps({ kernel, stride, dilation }: TransposedAxis): boolean {
  return Math.min(kernel, stride / greatestCommonDivisor(stride, dilation)) < stride;
}

function warnOfGaps(
  fields: TransposedFields,
  axes: readonly TransposedAxis[],
  report: TransposedReport,
): void {
  const values = {
    strides: axes.map(({ stride }) => stride).join('×'),
    kernel: axes.map(({ kernel }) => kernel).join('×'),
    dilation: axes.map(({ dilation }) => dilation).join('×'),
  };
  const each = (value: (axis: TransposedAxis) => number): PerAxis =>
    typeof fields.kernelSize === 'number' ? value(axes[0] as TransposedAxis) : axes.map(value);
  if (axes.some(({ kernel, stride }) => stride > kernel)) {
    const fitting = each(({ kernel, stride }) => Math.max(kernel, stride));
    report.warning('gaps', values, {
      field: 'strides',
      fixes: [
        {
          title: `Kernel ${perAxis(fitting).join('×')}`,
          change: { type: 'setFields', values: { kernelSize: fitting } },
        },
      ],
    });
  } else if (axes.some(leavesGaps)) {
    report.warning('dilatedGaps', values, {
      field: 'dilationRate',
      fixes: [
        {
          title: 'Dilation 1',
          change: { type: 'setFields', values: { dilationRate: each(() => 1) } },
        },
      ],
    });
  }
}

/** The kernel of a transposed convolution: its last axis but one counts outputs. */
function kernelOf({ kernelSize }: TransposedFields) {
  return { rank: perAxis(kernelSize).length + 2, outputAxes: [-2] };
}

function weights(fields: TransposedFields, { x }: OneInput): readonly Weight[] {
  const { filters, groups, kernelSize, useBias } = fields;
  const shape = [...perAxis(kernelSize), filters / groups, channelsOf(x)];
  return withNormalizationWeights(
    [{ name: 'kernel', shape, trainable: true }, ...biasWeight(useBias, filters)],
    fields,
    kernelOf(fields),
  );
}

/** The padding by which tf.js gives the same, or null where it has none. */
function paddingRule(padding: Padding, axes: readonly TransposedAxis[]): 'valid' | 'same' | null {
  if (axes.some(({ dilation, outputPadding }) => dilation > 1 || outputPadding > 0)) return null;
  if (padding === 'valid') return padding;
  // Over three axes, tf.js shifts "same" stamps that leave gaps between them.
  const gaps = axes.some(({ span, stride }) => span < stride);
  if (padding === 'same') return gaps && axes.length === 3 ? null : padding;
  if (gaps) return null;
  if (axes.every(({ cut }) => cut === 0)) return 'valid';
  const isSame = ({ span, stride, before, cut }: TransposedAxis): boolean =>
    cut === span - stride && before === Math.floor(cut / 2);
  return axes.every(isSame) ? 'same' : null;
}

/** The padding of tf.js's own layer; null where another one has to do the work. */
function shippedPadding(fields: TransposedFields): 'valid' | 'same' | null {
  const axes = axesOf(fields);
  return axes.length > 1 && fields.groups === 1 ? paddingRule(fields.padding, axes) : null;
}

/** The layer itself: that of tf.js where it has the padding, else one with what it lacks. */
function stampingLayer(fields: TransposedFields): KerasLayer {
  const axes = axesOf(fields);
  const rule = shippedPadding(fields);
  const config = (placement: KerasLayer['config']) => ({
    filters: fields.filters,
    kernelSize: perAxis(fields.kernelSize),
    strides: perAxis(fields.strides),
    ...placement,
    activation: fields.activation,
    useBias: fields.useBias,
    kernelInitializer: fields.kernelInitializer,
    biasInitializer: fields.biasInitializer,
  });
  if (rule) {
    return { className: `Conv${axes.length}DTranspose`, config: config({ padding: rule }) };
  }
  return {
    className: 'TransposedConvolution',
    config: config({
      padding:
        typeof fields.padding === 'string'
          ? fields.padding
          : axes.map(({ before, cut }) => [before, cut - before]),
      outputPadding: axes.map(({ outputPadding }) => outputPadding),
      dilationRate: axes.map(({ dilation }) => dilation),
      ...(fields.groups === 1 ? {} : { groups: fields.groups }),
    }),
  };
}

function sizeFormula(fields: TransposedFields, x: TensorType, axis: number): string {
  const axes = axesOf(fields);
  const one = axes[axis] as TransposedAxis;
  const { stride, span, outputPadding } = one;
  const size = x.shape[axis] ?? null;
  const symbol = axisSymbol(axes.length, axis);
  const shown = size ?? '?';
  const result = enlarged(size, one) ?? '?';
  const [plus, added] = outputPadding > 0 ? [' + O', ` + ${outputPadding}`] : ['', ''];
  if (fields.padding === 'same') {
    return `${symbol}_2 = S \\cdot ${symbol}_1 = ${stride} \\cdot ${shown} = ${result}`;
  }
  if (fields.padding === 'valid') {
    return `${symbol}_2 = S \\cdot ${symbol}_1 + \\max(F - S, 0)${plus} = ${stride} \\cdot ${shown} + \\max(${span} - ${stride}, 0)${added} = ${result}`;
  }
  const { before, cut } = one;
  return `${symbol}_2 = S \\cdot (${symbol}_1 - 1) + F - P_0 - P_1${plus} = ${stride} \\cdot (${shown} - 1) + ${span} - ${before} - ${cut - before}${added} = ${result}`;
}

function formula(fields: TransposedFields, { x }: OneInput): string[] {
  const kernel = perAxis(fields.kernelSize);
  const { filters, groups } = fields;
  const channels = channelsOf(x);
  const bias = fields.useBias ? filters : 0;
  const total = (elementCount([...kernel, channels, filters / groups]) ?? 0) + bias;
  const [general, filled] = [
    [...kernel.map(() => 'F'), 'D_1', groups === 1 ? 'K' : 'K / G'].join(' \\cdot '),
    [...kernel, channels, groups === 1 ? filters : `${filters} / ${groups}`].join(' \\cdot '),
  ];
  return [
    ...kernel.map((_, axis) => sizeFormula(fields, x, axis)),
    `\\text{parameters} = ${general}${bias ? ' + K' : ''} = ${filled}${bias ? ` + ${bias}` : ''} = ${total}`,
  ];
}

/** Output place o lies under the stamps of the inputs from (o + P − span + 1) / S to (o + P) / S. */
function reach(fields: TransposedFields): Reach {
  const axes = axesOf(fields);
  return {
    size: axes.map(({ span, stride }) => (span - 1) / stride + 1),
    stride: axes.map(({ stride }) => 1 / stride),
    padding: axes.map(({ span, stride, before }) => (span - 1 - before) / stride),
  };
}

/** What is true of a transposed convolution over any number of axes; the file of each says its fields. */
export const transposedConvolutionRules = {
  messages,
  keeps: 'inputs',
  // Where the layer is our own and cuts something off, the whole stamps come first.
  tape: (fields: TransposedFields, _inputs: OneInput, y: TensorType) =>
    weightedTape(fields, y, {
      between: shippedPadding(fields) || fields.padding === 'valid' ? 0 : numbersIn(y),
    }),
  infer,
  weights,
  macs: ({ kernelSize, filters, groups }: TransposedFields, { x }: OneInput) =>
    elementCount([...x.shape, ...perAxis(kernelSize), filters / groups]),
  operations: (fields: TransposedFields, _inputs: OneInput, y: TensorType) =>
    biasAndActivation(fields, y),
  reach,
  layers: (fields: TransposedFields) => [
    withKernelOptions(stampingLayer(fields), fields, kernelOf(fields)),
  ],
  formula,
  telling: (fields: TransposedFields): string =>
    [
      perAxis(fields.kernelSize).join('×'),
      fields.filters,
      `stride ${tellingSizes(perAxis(fields.strides))}`,
      ...(fields.padding === 'valid'
        ? ['valid']
        : tellingWindow({
            strides: [],
            padding: fields.padding,
            dilation: perAxis(fields.dilationRate ?? 1),
          })),
      ...(fields.groups === 1 ? [] : [`${fields.groups} groups`]),
      ...tellingActivation(fields.activation),
    ].join(' · '),
} as const;
