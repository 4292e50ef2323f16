import { type Dimension, float32, type TensorType } from '../../../base/tensorType';
import { type AxisCount, type CausalPadding, field, spatialAxes } from '../../field';
import type { KerasLayer, Reach, Weight } from '../../layerKind';
import type { Report } from '../../report';
import { type ActivationName, type InitializerName, tellingActivation } from '../sharedFields';
import {
  inferWindow,
  type Rounding,
  tellingWindow,
  type Window,
  windowFormula,
  windowMessages,
  windowPadding,
  windowReach,
} from '../window';

/** How many filters a convolution has. */
export const filtersField = field.integer({
  label: 'Filters',
  help: 'Output channels.',
  default: 32,
  min: 1,
});

/** Into how many parts a convolution divides its channels. */
export const groupsField = field.integer({
  label: 'Groups',
  help: 'Parts into which input and output channels are divided; each output channel sees its part alone.',
  default: 1,
  min: 1,
  advanced: true,
});

/** How many filters a depthwise convolution has for each channel. */
export const depthMultiplierField = field.integer({
  label: 'Depth multiplier',
  help: 'Filters for each input channel.',
  default: 1,
  min: 1,
});

/** What every field of strides says of itself. */
export const aboutStrides = {
  label: 'Strides',
  help: 'How far the filters move between two places.',
  min: 1,
} as const;

/** What every field of dilation says of itself. */
export const aboutDilation = {
  label: 'Dilation',
  help: 'Gaps between the taps of the kernel, plus one.',
  min: 1,
  advanced: true,
} as const;

/** One number along a sequence, else a number for each axis. */
export type PerAxis = number | readonly number[];

/** The fields of everything with a kernel that slides. */
export interface SlidingFields {
  readonly kernelSize: PerAxis;
  readonly strides: PerAxis;
  readonly dilationRate: PerAxis;
  readonly padding: CausalPadding;
  readonly rounding: Rounding;
  readonly activation: ActivationName;
  readonly useBias: boolean;
  readonly kernelInitializer: InitializerName;
  readonly biasInitializer: InitializerName;
}

/** The fields of a convolution over one, two or three axes. */
export interface ConvolutionFields extends SlidingFields {
  readonly filters: number;
  readonly groups: number;
}

/** The sentences of everything with a kernel that slides. */
export const slidingMessages = {
  ...windowMessages,
  unknownChannels: 'The number of input channels is unknown, so the number of weights is too.',
  strideAndDilation:
    'A stride of {strides} and a dilation of {dilation} cannot be combined: one of them must be 1.',
} as const;

/** The sentences of convolutions. */
const convolutionMessages = {
  ...slidingMessages,
  groupsDoNotDivide:
    '{count} {what} cannot be divided into {groups} groups of the same size: {count} / {groups} = {each}.',
} as const;

/** A list with a number for each axis. */
export function perAxis(value: PerAxis): readonly number[] {
  return typeof value === 'number' ? [value] : value;
}

/** The window of a kernel that slides. */
export function slidingWindow(fields: SlidingFields): Window {
  return {
    kernel: perAxis(fields.kernelSize),
    strides: perAxis(fields.strides),
    dilation: perAxis(fields.dilationRate),
    padding: fields.padding,
    rounding: fields.rounding,
  };
}

/** All axes of a shape but the channels. */
export function spatialSizes({ shape }: TensorType): readonly Dimension[] {
  return shape.slice(0, -1);
}

/** The channels of a tensor whose type has been checked. */
export function channelsOf({ shape }: TensorType): number {
  return shape.at(-1) ?? 0;
}

/**
 * The sizes along which a kernel has slid, or null after reporting why there are none: unknown
 * channels, strides with dilation (which neither tf.js nor Keras computes), a window that does not fit.
 */
export function inferSliding(
  fields: SlidingFields,
  x: TensorType,
  report: Report<keyof typeof slidingMessages>,
): readonly Dimension[] | null {
  if (x.shape.at(-1) === null) {
    report.error('unknownChannels', {}, { port: 'x' });
    return null;
  }
  const { strides, dilation } = slidingWindow(fields);
  if (strides.some((stride) => stride > 1) && dilation.some((gap) => gap > 1)) {
    const one = typeof fields.strides === 'number' ? 1 : strides.map(() => 1);
    report.error(
      'strideAndDilation',
      { strides: strides.join('×'), dilation: dilation.join('×') },
      {
        field: 'dilationRate',
        fixes: [
          { title: 'Dilation 1', change: { type: 'setFields', values: { dilationRate: one } } },
          { title: 'Stride 1', change: { type: 'setFields', values: { strides: one } } },
        ],
      },
    );
    return null;
  }
  return inferWindow(slidingWindow(fields), spatialSizes(x), report);
}

/** The output type of a convolution, or null after reporting why there is none. */
function inferConvolution(
  fields: ConvolutionFields,
  x: TensorType,
  report: Report<keyof typeof convolutionMessages>,
): TensorType | null {
  const sizes = inferSliding(fields, x, report);
  if (!sizes || !groupsDivide(fields, channelsOf(x), report)) return null;
  return float32([...sizes, fields.filters]);
}

function groupsDivide(
  { filters, groups }: ConvolutionFields,
  channels: number,
  report: Report<'groupsDoNotDivide'>,
): boolean {
  const ofInput = channels % groups !== 0;
  if (!ofInput && filters % groups === 0) return true;
  const count = ofInput ? channels : filters;
  const fitting = greatestCommonDivisor(greatestCommonDivisor(channels, filters), groups);
  const rounded = Math.ceil(filters / groups) * groups;
  report.error(
    'groupsDoNotDivide',
    {
      count,
      what: ofInput ? 'input channels' : 'filters',
      groups,
      each: (count / groups).toFixed(2),
    },
    {
      field: 'groups',
      fixes: [
        { title: `Groups ${fitting}`, change: { type: 'setFields', values: { groups: fitting } } },
        ...(ofInput
          ? []
          : [
              {
                title: `Filters ${rounded}`,
                change: { type: 'setFields', values: { filters: rounded } } as const,
              },
            ]),
      ],
    },
  );
  return false;
}

/** The largest number that divides both. */
export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Kernel and bias of a convolution, named and shaped as Keras does. */
function convolutionWeights(
  { filters, groups, kernelSize, useBias }: ConvolutionFields,
  x: TensorType,
): Weight[] {
  const shape = [...perAxis(kernelSize), channelsOf(x) / groups, filters];
  return [{ name: 'kernel', shape, trainable: true }, ...biasWeight(useBias, filters)];
}

/** The bias of a layer, if it has one. */
export function biasWeight(useBias: boolean, length: number): Weight[] {
  return useBias ? [{ name: 'bias', shape: [length], trainable: true }] : [];
}

/** The product of some lengths; null while one is unknown. */
export function product(lengths: readonly Dimension[]): number | null {
  let result = 1;
  for (const length of lengths) {
    if (length === null) return null;
    result *= length;
  }
  return result;
}

/** Multiply-accumulates of a convolution: a kernel's numbers for each number of the output. */
function convolutionMacs(
  { groups, kernelSize }: ConvolutionFields,
  x: TensorType,
  y: TensorType,
): number | null {
  return product([...y.shape, ...perAxis(kernelSize), channelsOf(x) / groups]);
}

/** One addition of a bias and one activation for each number of the output, where there are any. */
export function biasAndActivation(
  fields: { readonly useBias: boolean; readonly activation: ActivationName },
  y: TensorType,
): number | null {
  const elements = product(y.shape);
  const each = (fields.useBias ? 1 : 0) + (fields.activation === 'linear' ? 0 : 1);
  return elements === null ? null : elements * each;
}

/**
 * The Keras layers of a kernel that slides: zeros around the input where its own padding is neither
 * `valid` nor `same`, then `layer`, given which of the two is left to do.
 */
export function paddedLayers(
  fields: SlidingFields,
  x: TensorType,
  layer: (padding: 'valid' | 'same') => KerasLayer,
): KerasLayer[] {
  const padding = windowPadding(slidingWindow(fields), spatialSizes(x));
  if (padding.rule !== 'explicit') return [layer(padding.rule)];
  const { axes } = padding;
  const zeros: KerasLayer = {
    className: `ZeroPadding${axes.length}D`,
    config: { padding: axes.length === 1 ? axes.flat() : axes },
    suffix: 'padding',
  };
  return [zeros, layer('valid')];
}

/** Where a kernel slides, in the words of Keras. */
export function slidingConfig(fields: SlidingFields, padding: 'valid' | 'same') {
  return {
    kernelSize: perAxis(fields.kernelSize),
    strides: perAxis(fields.strides),
    padding,
    dilationRate: perAxis(fields.dilationRate),
    activation: fields.activation,
    useBias: fields.useBias,
  };
}

/** Over three axes, tf.js shifts windows that are padded "same" and leave gaps between them. */
function isShifted({ kernelSize, strides, padding }: ReturnType<typeof slidingConfig>): boolean {
  return (
    padding === 'same' &&
    kernelSize.length === 3 &&
    kernelSize.some((size, axis) => size < (strides[axis] as number))
  );
}

/** The Keras layers of a convolution; groups have a class of their own, since tf.js ignores them. */
function convolutionLayers(fields: ConvolutionFields, x: TensorType): KerasLayer[] {
  return paddedLayers(fields, x, (padding) => {
    const { groups, filters } = fields;
    const config = {
      filters,
      ...slidingConfig(fields, padding),
      kernelInitializer: fields.kernelInitializer,
      biasInitializer: fields.biasInitializer,
    };
    return groups === 1 && !isShifted(config)
      ? { className: `Conv${config.kernelSize.length}D`, config }
      : { className: 'GroupedConvolution', config: { ...config, groups } };
  });
}

const symbols: Readonly<Record<string, string>> = {
  length: 'L',
  depth: 'Z',
  height: 'H',
  width: 'W',
};

/** The letter of an axis in formulas. */
export function axisSymbol(axes: number, axis: number): string {
  return symbols[spatialAxes[axes as AxisCount][axis] as string] as string;
}

/** What a place of the output sees through a kernel that slides. */
export function slidingReach(fields: SlidingFields, x: TensorType): Reach {
  return windowReach(slidingWindow(fields), spatialSizes(x));
}

/** The size formulas of a kernel that slides, one for each axis. */
export function slidingFormula(fields: SlidingFields, x: TensorType): string[] {
  const sizes = spatialSizes(x);
  const window = slidingWindow(fields);
  return sizes.map((size, axis) =>
    windowFormula(axisSymbol(sizes.length, axis), window, axis, size),
  );
}

/** The formulas of a convolution: sizes, channels, parameters. */
function convolutionFormula(fields: ConvolutionFields, x: TensorType, y: TensorType): string[] {
  const kernel = perAxis(fields.kernelSize);
  const { filters, groups } = fields;
  const channels = channelsOf(x);
  const bias = fields.useBias ? 1 : 0;
  const perFilter = kernel.reduce((all, size) => all * size, channels / groups) + bias;
  const general = [...kernel.map(() => 'F'), groups === 1 ? 'D_1' : 'D_1 / G'].join(' \\cdot ');
  const filled = [...kernel, groups === 1 ? channels : `${channels} / ${groups}`].join(' \\cdot ');
  const plus = bias ? ' + 1' : '';
  return [
    ...slidingFormula(fields, x),
    `D_2 = K = ${channelsOf(y)}`,
    `\\text{parameters} = (${general}${plus}) \\cdot K = (${filled}${plus}) \\cdot ${filters} = ${perFilter} \\cdot ${filters} = ${perFilter * filters}`,
  ];
}

/** A convolution's fields in one line. */
function tellingConvolution(fields: ConvolutionFields): string {
  return [
    perAxis(fields.kernelSize).join('×'),
    fields.filters,
    ...tellingWindow(slidingWindow(fields)),
    ...(fields.groups === 1 ? [] : [`${fields.groups} groups`]),
    ...tellingActivation(fields.activation),
  ].join(' · ');
}

/** What goes into a layer with one input. */
export interface OneInput {
  readonly x: TensorType;
}

/** What is true of a convolution over any number of axes; the file of each says its fields. */
export const convolutionRules = {
  messages: convolutionMessages,
  keeps: 'both',
  infer: (
    fields: ConvolutionFields,
    { x }: OneInput,
    report: Report<keyof typeof convolutionMessages>,
  ) => inferConvolution(fields, x, report),
  weights: (fields: ConvolutionFields, { x }: OneInput) => convolutionWeights(fields, x),
  macs: (fields: ConvolutionFields, { x }: OneInput, y: TensorType) =>
    convolutionMacs(fields, x, y),
  operations: (fields: ConvolutionFields, _inputs: OneInput, y: TensorType) =>
    biasAndActivation(fields, y),
  reach: (fields: ConvolutionFields, { x }: OneInput) => slidingReach(fields, x),
  layers: (fields: ConvolutionFields, { x }: OneInput) => convolutionLayers(fields, x),
  formula: (fields: ConvolutionFields, { x }: OneInput, y: TensorType) =>
    convolutionFormula(fields, x, y),
  telling: tellingConvolution,
} as const;
