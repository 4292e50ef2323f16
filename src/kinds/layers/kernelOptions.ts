import type { JsonValue } from '../../base/jsonValue';
import { type FieldValues, field } from '../field';
import type { KerasLayer, Weight } from '../layerKind';

/** A field for how much a penalty weighs; 0 leaves it out. */
function penaltyField(label: string, what: string) {
  return field.number({
    label,
    help: `What the loss grows by for each 1 in the sum of ${what}; 0 is no penalty.`,
    default: 0,
    min: 0,
    step: 0.0001,
    advanced: true,
  });
}

/** The fields for the penalties on a kernel, a bias and what comes out. */
export const penaltyFields = {
  kernelL1: penaltyField('Kernel penalty L1', 'the absolute values of the kernel'),
  kernelL2: penaltyField('Kernel penalty L2', 'the squares of the kernel'),
  biasL1: penaltyField('Bias penalty L1', 'the absolute values of the biases'),
  biasL2: penaltyField('Bias penalty L2', 'the squares of the biases'),
  activityL1: penaltyField('Activity penalty L1', 'the absolute values of an example’s output'),
  activityL2: penaltyField('Activity penalty L2', 'the squares of an example’s output'),
} as const;

const constraintOptions = [
  { value: 'none', label: 'none' },
  { value: 'maxNorm', label: 'norm up to the largest' },
  { value: 'minMaxNorm', label: 'norm from the smallest to the largest' },
  { value: 'unitNorm', label: 'norm 1' },
  { value: 'nonNeg', label: 'not negative' },
] as const;

/** The fields for what every update of a kernel ends in. */
export const constraintFields = {
  kernelConstraint: field.choice({
    label: 'Kernel constraint',
    help: 'What the kernel is brought back to after every step. The norm is that of all weights that lead to one output.',
    default: 'none',
    advanced: true,
    options: constraintOptions,
  }),
  smallestNorm: field.number({
    label: 'Smallest norm',
    help: 'The lower bound of a constraint that has one.',
    default: 0,
    min: 0,
    advanced: true,
  }),
  largestNorm: field.number({
    label: 'Largest norm',
    help: 'The upper bound of a constraint that has one.',
    default: 2,
    min: 0,
    advanced: true,
  }),
} as const;

const normalizationOptions = [
  { value: 'none', label: 'none' },
  { value: 'spectral', label: 'spectral (Miyato et al., 2018)' },
  { value: 'weight', label: 'weight (Salimans & Kingma, 2016)' },
] as const;

const aboutKernelNormalization = {
  label: 'Kernel normalisation',
  default: 'none',
  advanced: true,
  options: [
    ...normalizationOptions,
    { value: 'equalized', label: 'equalised learning rate (Karras et al., 2018)' },
  ],
} as const;

const aboutEqualized =
  'Equalised multiplies by √(2 / numbers that go into one output), so that all weights learn at one speed; they then start as randomNormal with a spread of 1.';

/** The field for how a kernel is normalised before every use. */
export const kernelNormalizationField = field.choice({
  ...aboutKernelNormalization,
  help: `Spectral divides the kernel by its largest singular value (GAN discriminators). Weight learns its direction and its length apart. ${aboutEqualized}`,
});

/** The same field of layers with several kernels, each of which is normalised by itself. */
export const kernelsNormalizationField = field.choice({
  ...aboutKernelNormalization,
  help: `Spectral divides each kernel by its largest singular value. Weight learns the direction and the length of each apart. ${aboutEqualized}`,
});

/** The advanced fields of every layer with one kernel: penalties, constraint, normalisation. */
export const kernelOptionFields = {
  ...penaltyFields,
  ...constraintFields,
  kernelNormalization: kernelNormalizationField,
} as const;

type PenaltyValues = FieldValues<typeof penaltyFields>;
type ConstraintValues = FieldValues<typeof constraintFields>;
type NormalizationValue = FieldValues<{
  readonly kernelNormalization: typeof kernelNormalizationField;
}>;

/** The kernel of a layer. */
export interface KernelDescription {
  /** How many axes it has. */
  readonly rank: number;
  /** Its axes that count outputs, from the end: [−1] in most. */
  readonly outputAxes: readonly number[];
  /** What its arguments start with in Keras; `kernel` when left out. */
  readonly argument?: 'kernel' | 'depthwise';
}

/** A penalty as Keras writes it down; null for none. */
export function regularizerConfig(l1: number, l2: number): JsonValue {
  return l1 === 0 && l2 === 0 ? null : { className: 'L1L2', config: { l1, l2 } };
}

/** A constraint of a kernel as Keras writes it down; null for none. */
export function constraintConfig(
  { kernelConstraint, smallestNorm, largestNorm }: ConstraintValues,
  { rank, outputAxes }: Pick<KernelDescription, 'rank' | 'outputAxes'>,
): JsonValue {
  const inputAxes = Array.from({ length: rank }, (_, axis) => axis).filter(
    (axis) => !outputAxes.includes(axis - rank),
  );
  const axis: JsonValue = inputAxes.length === 1 ? (inputAxes[0] as number) : inputAxes;
  switch (kernelConstraint) {
    case 'none':
      return null;
    case 'nonNeg':
      return { className: 'NonNeg', config: {} };
    case 'unitNorm':
      return { className: 'UnitNorm', config: { axis } };
    case 'maxNorm':
      return { className: 'MaxNorm', config: { maxValue: largestNorm, axis } };
    case 'minMaxNorm': {
      const bounds = [smallestNorm, largestNorm];
      const [minValue, maxValue] = [Math.min(...bounds), Math.max(...bounds)];
      return { className: 'MinMaxNorm', config: { minValue, maxValue, rate: 1, axis } };
    }
  }
}

/** The arguments of a config that say something. */
function withoutNull(config: Readonly<Record<string, JsonValue>>): KerasLayer['config'] {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== null));
}

/** A layer that adds the penalty on its output to the loss; the layer itself where there is none. */
export function withActivityPenalty(
  layer: KerasLayer,
  { activityL1, activityL2 }: Pick<PenaltyValues, 'activityL1' | 'activityL2'>,
): KerasLayer {
  if (activityL1 === 0 && activityL2 === 0) return layer;
  const { className, config, ...rest } = layer;
  return {
    ...rest,
    className: 'ActivityRegularization',
    config: { l1: activityL1, l2: activityL2, layer: { className, config } },
  };
}

/** A layer with the kernels that `which` tells of normalised; the layer itself where they are not. */
function normalized(
  layer: KerasLayer,
  { kernelNormalization }: NormalizationValue,
  which: KerasLayer['config'],
): KerasLayer {
  if (kernelNormalization === 'none') return layer;
  const { className, config, ...rest } = layer;
  return {
    ...rest,
    className: 'KernelNormalization',
    config: { normalization: kernelNormalization, ...which, layer: { className, config } },
  };
}

/** A layer with its kernel, the first of its weights, normalised; the layer itself where it is not. */
function withNormalization(
  layer: KerasLayer,
  fields: NormalizationValue,
  { outputAxes }: Pick<KernelDescription, 'outputAxes'>,
): KerasLayer {
  return normalized(layer, fields, { outputAxes });
}

/** The axes that count outputs of each kernel of a layer with several, by the name of its weight. */
export type KernelAxes = Readonly<Record<string, readonly number[]>>;

/** A layer with each of its kernels normalised; the layer itself where they are not. */
export function withNormalizations(
  layer: KerasLayer,
  fields: NormalizationValue,
  weights: readonly Weight[],
  axes: KernelAxes,
): KerasLayer {
  const kernels = weights.flatMap(({ name }, weight) => {
    const outputAxes = axes[name];
    return outputAxes ? [{ weight, outputAxes }] : [];
  });
  return normalized(layer, fields, { kernels });
}

/** A layer with one kernel, and what `kernelOptionFields` say of it. */
export function withKernelOptions(
  layer: KerasLayer,
  fields: PenaltyValues & ConstraintValues & NormalizationValue,
  kernel: KernelDescription,
): KerasLayer {
  const { argument = 'kernel' } = kernel;
  const config = {
    ...layer.config,
    ...withoutNull({
      [`${argument}Regularizer`]: regularizerConfig(fields.kernelL1, fields.kernelL2),
      biasRegularizer: regularizerConfig(fields.biasL1, fields.biasL2),
      [`${argument}Constraint`]: constraintConfig(fields, kernel),
    }),
  };
  return withActivityPenalty(withNormalization({ ...layer, config }, fields, kernel), fields);
}

/**
 * The weights of a layer, the kernel first, and those that its normalisation adds: a vector `u` that
 * no gradient reaches, or a learned length `g` for each output.
 */
export function withNormalizationWeights(
  weights: readonly Weight[],
  { kernelNormalization }: NormalizationValue,
  { outputAxes }: Pick<KernelDescription, 'outputAxes'>,
): readonly Weight[] {
  const [kernel] = weights;
  if (!kernel) return weights;
  return [...weights, ...normalizingWeights(kernel, kernelNormalization, outputAxes)];
}

/** The same where each kernel adds one, named as it is: `recurrent_g` for `recurrent_kernel`. */
export function withNormalizationsWeights(
  weights: readonly Weight[],
  { kernelNormalization }: NormalizationValue,
  axes: KernelAxes,
): readonly Weight[] {
  const added = weights.flatMap((kernel) => {
    const outputAxes = axes[kernel.name];
    if (!outputAxes) return [];
    return normalizingWeights(kernel, kernelNormalization, outputAxes).map((weight) => ({
      ...weight,
      name: kernel.name.replace(/kernel$/, weight.name),
    }));
  });
  return [...weights, ...added];
}

/** What a normalisation adds to a kernel. */
function normalizingWeights(
  kernel: Weight,
  normalization: NormalizationValue['kernelNormalization'],
  outputAxes: readonly number[],
): readonly Weight[] {
  if (normalization === 'none' || normalization === 'equalized') return [];
  const outputs = outputAxes.map((axis) => kernel.shape.at(axis) ?? 0);
  if (normalization === 'weight') return [{ name: 'g', shape: outputs, trainable: true }];
  const size = outputs.reduce((product, length) => product * length, 1);
  return [{ name: 'u', shape: [size], trainable: false }];
}

/** The advanced fields of embeddings: penalties on their rows, and a constraint of each. */
export const embeddingOptionFields = {
  embeddingsL1: penaltyField('Rows penalty L1', 'the absolute values of the rows'),
  embeddingsL2: penaltyField('Rows penalty L2', 'the squares of the rows'),
  embeddingsConstraint: field.choice({
    ...constraintFields.kernelConstraint,
    label: 'Rows constraint',
    help: 'What every row is brought back to after every step.',
    options: constraintOptions,
  }),
  smallestNorm: constraintFields.smallestNorm,
  largestNorm: constraintFields.largestNorm,
  kernelNormalization: field.choice({
    ...aboutKernelNormalization,
    label: 'Rows normalisation',
    help: 'Spectral divides all rows by the largest singular value of the matrix that they are. Weight learns direction and length of each row apart. A projection that takes the rows takes them as they were before.',
    options: normalizationOptions,
  }),
} as const;

/** The rows of an embedding: each is an output. */
const rows = { rank: 2, outputAxes: [-2] } as const;

type EmbeddingOptions = FieldValues<typeof embeddingOptionFields>;

/** An embedding, and what `embeddingOptionFields` say of it. */
export function withEmbeddingOptions(layer: KerasLayer, fields: EmbeddingOptions): KerasLayer {
  const constraint = { ...fields, kernelConstraint: fields.embeddingsConstraint };
  const options = withoutNull({
    embeddingsRegularizer: regularizerConfig(fields.embeddingsL1, fields.embeddingsL2),
    embeddingsConstraint: constraintConfig(constraint, rows),
  });
  return withNormalization({ ...layer, config: { ...layer.config, ...options } }, fields, rows);
}

/** The weights of an embedding, its rows first, and those that their normalisation adds. */
export function withEmbeddingOptionWeights(
  weights: readonly Weight[],
  fields: EmbeddingOptions,
): readonly Weight[] {
  return withNormalizationWeights(weights, fields, rows);
}

/** The advanced fields of every recurrent layer: penalties, and constraints and normalisation of its kernels. */
export const recurrentOptionFields = {
  kernelL1: penaltyFields.kernelL1,
  kernelL2: penaltyFields.kernelL2,
  recurrentL1: penaltyField('Recurrent penalty L1', 'the absolute values of the recurrent kernel'),
  recurrentL2: penaltyField('Recurrent penalty L2', 'the squares of the recurrent kernel'),
  biasL1: penaltyFields.biasL1,
  biasL2: penaltyFields.biasL2,
  ...constraintFields,
  recurrentConstraint: field.choice({
    ...constraintFields.kernelConstraint,
    label: 'Recurrent constraint',
    help: 'The same for the recurrent kernel, with the same bounds.',
    options: constraintOptions,
  }),
  kernelNormalization: kernelsNormalizationField,
} as const;

/** Kernel and recurrent kernel, of both directions where there are two: columns are outputs. */
const recurrentKernelAxes: KernelAxes = Object.fromEntries(
  ['', 'forward_', 'backward_'].flatMap((direction) => [
    [`${direction}kernel`, [-1]],
    [`${direction}recurrent_kernel`, [-1]],
  ]),
);

/** A recurrent layer with the normalisation of its kernels. */
export function withRecurrentNormalization(
  layer: KerasLayer,
  fields: NormalizationValue,
  weights: readonly Weight[],
): KerasLayer {
  return withNormalizations(layer, fields, weights, recurrentKernelAxes);
}

/** The weights of a recurrent layer, and those that the normalisation of its kernels adds. */
export function withRecurrentNormalizationWeights(
  weights: readonly Weight[],
  fields: NormalizationValue,
): readonly Weight[] {
  return withNormalizationsWeights(weights, fields, recurrentKernelAxes);
}

/** The arguments of a recurrent layer that `recurrentOptionFields` say something of. */
export function recurrentOptionConfig(
  fields: FieldValues<typeof recurrentOptionFields>,
  kernel: Pick<KernelDescription, 'rank' | 'outputAxes'>,
): KerasLayer['config'] {
  const recurrent = { ...fields, kernelConstraint: fields.recurrentConstraint };
  return withoutNull({
    kernelRegularizer: regularizerConfig(fields.kernelL1, fields.kernelL2),
    recurrentRegularizer: regularizerConfig(fields.recurrentL1, fields.recurrentL2),
    biasRegularizer: regularizerConfig(fields.biasL1, fields.biasL2),
    kernelConstraint: constraintConfig(fields, kernel),
    recurrentConstraint: constraintConfig(recurrent, kernel),
  });
}
