import { elementCount, float32, type TensorType } from '../../../base/tensorType';
import type { FieldValues } from '../../field';
import type { KerasLayer, Weight } from '../../layerKind';
import type { Report } from '../../report';
import { numbersIn } from '../../tape';
import {
  constraintConfig,
  constraintFields,
  kernelsNormalizationField,
  penaltyFields,
  regularizerConfig,
  withActivityPenalty,
  withNormalizations,
  withNormalizationsWeights,
} from '../kernelOptions';
import { biasAndActivation, kernelFields, tellingActivation } from '../sharedFields';
import { weightedTape } from '../weightedTape';
import { tellingWindow } from '../window';
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

/** The fields of both kernels of a separable convolution; all options hold for each. */
export const separableKernelFields = {
  ...kernelFields,
  ...penaltyFields,
  ...constraintFields,
  kernelNormalization: kernelsNormalizationField,
} as const;

/** The axes of each kernel that count outputs. */
const outputAxes = { depthwise_kernel: [-2, -1], pointwise_kernel: [-1] } as const;

/** The fields of a separable convolution over one or two axes. */
interface SeparableFields extends SlidingFields, FieldValues<typeof separableKernelFields> {
  readonly filters: number;
  readonly depthMultiplier: number;
}

function formula(fields: SeparableFields, { x }: OneInput): string[] {
  const kernel = perAxis(fields.kernelSize);
  const { filters, depthMultiplier } = fields;
  const channels = channelsOf(x);
  const depthwise = elementCount([...kernel, channels, depthMultiplier]) ?? 0;
  const pointwise = channels * depthMultiplier * filters;
  const general = [...kernel.map(() => 'F'), 'D_1', 'M'].join(' \\cdot ');
  const filled = [...kernel, channels, depthMultiplier].join(' \\cdot ');
  const bias = fields.useBias ? filters : 0;
  return [
    ...slidingFormula(fields, x),
    `D_2 = K = ${filters}`,
    `\\text{parameters} = ${general} + D_1 \\cdot M \\cdot K${bias ? ' + K' : ''} = ${filled} + ${channels} \\cdot ${depthMultiplier} \\cdot ${filters}${bias ? ` + ${bias}` : ''} = ${depthwise + pointwise + bias}`,
  ];
}

function layers(fields: SeparableFields, { x }: OneInput): KerasLayer[] {
  return paddedLayers(fields, x, (padding) => {
    const config = {
      filters: fields.filters,
      ...slidingConfig(fields, padding),
      depthMultiplier: fields.depthMultiplier,
      depthwiseInitializer: fields.kernelInitializer,
      pointwiseInitializer: fields.kernelInitializer,
      biasInitializer: fields.biasInitializer,
    };
    const rank = config.kernelSize.length + 2;
    const penalty = regularizerConfig(fields.kernelL1, fields.kernelL2);
    const options = {
      depthwiseRegularizer: penalty,
      pointwiseRegularizer: penalty,
      biasRegularizer: regularizerConfig(fields.biasL1, fields.biasL2),
      depthwiseConstraint: constraintConfig(fields, {
        rank,
        outputAxes: outputAxes.depthwise_kernel,
      }),
      pointwiseConstraint: constraintConfig(fields, {
        rank,
        outputAxes: outputAxes.pointwise_kernel,
      }),
    };
    const given = Object.entries(options).filter(([, value]) => value !== null);
    const layer = {
      className: `SeparableConv${rank - 2}D`,
      config: { ...config, ...Object.fromEntries(given) },
    };
    const normalized = withNormalizations(layer, fields, ownWeights(fields, x), outputAxes);
    return withActivityPenalty(normalized, fields);
  });
}

/** Both kernels and the bias. */
function ownWeights(fields: SeparableFields, x: TensorType): readonly Weight[] {
  const { filters, depthMultiplier, useBias } = fields;
  const kernel = perAxis(fields.kernelSize);
  const channels = channelsOf(x);
  return [
    {
      name: 'depthwise_kernel',
      shape: [...kernel, channels, depthMultiplier],
      trainable: true,
    },
    {
      name: 'pointwise_kernel',
      shape: [...kernel.map(() => 1), channels * depthMultiplier, filters],
      trainable: true,
    },
    ...biasWeight(useBias, filters),
  ];
}

/** What is true of a separable convolution over one or two axes; the file of each says its fields. */
export const separableConvolutionRules = {
  messages: slidingMessages,
  keeps: 'inputs',
  tape(fields: SeparableFields, { x }: OneInput, y: TensorType) {
    const places = numbersIn(y) / fields.filters;
    const depthwise = places * channelsOf(x) * fields.depthMultiplier;
    return weightedTape(fields, y, { between: paddedNumbers(fields, x) + depthwise });
  },
  infer(
    fields: SeparableFields,
    { x }: OneInput,
    report: Report<keyof typeof slidingMessages>,
  ): TensorType | null {
    const sizes = inferSliding(fields, x, report);
    return sizes && float32([...sizes, fields.filters]);
  },
  weights: (fields: SeparableFields, { x }: OneInput) =>
    withNormalizationsWeights(ownWeights(fields, x), fields, outputAxes),
  macs(fields: SeparableFields, { x }: OneInput, y: TensorType): number | null {
    const places = elementCount(y.shape.slice(0, -1));
    const between = channelsOf(x) * fields.depthMultiplier;
    const taps = elementCount(perAxis(fields.kernelSize)) ?? 0;
    return places === null ? null : places * between * (taps + fields.filters);
  },
  operations: (fields: SeparableFields, _inputs: OneInput, y: TensorType) =>
    biasAndActivation(fields, y),
  reach: (fields: SeparableFields, { x }: OneInput) => slidingReach(fields, x),
  layers,
  formula,
  telling: (fields: SeparableFields): string =>
    [
      perAxis(fields.kernelSize).join('×'),
      fields.filters,
      ...(fields.depthMultiplier === 1 ? [] : [`${fields.depthMultiplier} per channel`]),
      ...tellingWindow(slidingWindow(fields)),
      ...tellingActivation(fields.activation),
    ].join(' · '),
} as const;
