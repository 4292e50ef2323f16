import { elementCount, float32, type TensorType } from '../../../base/tensorType';
import type { KerasLayer, Weight } from '../../layerKind';
import type { Report } from '../../report';
import { withKernelOptions, withNormalizationWeights } from '../kernelOptions';
import { biasAndActivation, tellingActivation } from '../sharedFields';
import { weightedTape } from '../weightedTape';
import { tellingWindow } from '../window';
import type { FilterFields } from './convolutionFields';
import {
  biasWeight,
  channelsOf,
  inferSliding,
  type OneInput,
  paddedLayers,
  paddedNumbers,
  perAxis,
  type SlidingFields,
  slidingConfig,
  slidingFormula,
  slidingMessages,
  slidingReach,
  slidingWindow,
} from './slidingKernel';

/** The fields of a convolution over one, two or three axes. */
export interface ConvolutionFields extends SlidingFields, FilterFields {
  readonly filters: number;
  readonly groups: number;
}

/** What convolutions say of groups that do not come out even. */
export const groupMessages = {
  groupsDoNotDivide:
    '{count} {what} cannot be divided into {groups} groups of the same size: {count} / {groups} = {each}.',
} as const;

/** The sentences of convolutions. */
const convolutionMessages = { ...slidingMessages, ...groupMessages } as const;

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

/** Whether groups divide channels and filters; reports where they do not. */
export function groupsDivide(
  { filters, groups }: Pick<ConvolutionFields, 'filters' | 'groups'>,
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

/** The kernel of a convolution: its last axis counts outputs. */
function kernelOf({ kernelSize }: ConvolutionFields) {
  return { rank: perAxis(kernelSize).length + 2, outputAxes: [-1] };
}

/** Kernel and bias of a convolution, named and shaped as Keras does, and what normalises the kernel. */
function convolutionWeights(fields: ConvolutionFields, x: TensorType): readonly Weight[] {
  const { filters, groups, kernelSize, useBias } = fields;
  const shape = [...perAxis(kernelSize), channelsOf(x) / groups, filters];
  return withNormalizationWeights(
    [{ name: 'kernel', shape, trainable: true }, ...biasWeight(useBias, filters)],
    fields,
    kernelOf(fields),
  );
}

/** Multiply-accumulates of a convolution: a kernel's numbers for each number of the output. */
function convolutionMacs(
  { groups, kernelSize }: ConvolutionFields,
  x: TensorType,
  y: TensorType,
): number | null {
  return elementCount([...y.shape, ...perAxis(kernelSize), channelsOf(x) / groups]);
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
    const layer =
      groups === 1 && !isShifted(config)
        ? { className: `Conv${config.kernelSize.length}D`, config }
        : { className: 'GroupedConvolution', config: { ...config, groups } };
    return withKernelOptions(layer, fields, kernelOf(fields));
  });
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

/** What is true of a convolution over any number of axes; the file of each says its fields. */
export const convolutionRules = {
  messages: convolutionMessages,
  keeps: 'inputs',
  tape: (fields: ConvolutionFields, { x }: OneInput, y: TensorType) =>
    weightedTape(fields, y, { between: paddedNumbers(fields, x) }),
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
