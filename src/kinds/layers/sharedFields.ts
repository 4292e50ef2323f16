import { elementCount, type TensorType } from '../../base/tensorType';
import { type FieldDescription, type FieldValues, field } from '../field';

/** Functions that a layer with weights can apply to its output, by their Keras names. */
const activationNames = [
  'linear',
  'relu',
  'relu6',
  'elu',
  'selu',
  'sigmoid',
  'hardSigmoid',
  'softmax',
  'softplus',
  'softsign',
  'tanh',
  'swish',
] as const;

/** The name of an activation that a layer can carry. */
export type ActivationName = (typeof activationNames)[number];

/** A field that chooses a function by its Keras name. */
export function activationChoice(about: FieldDescription<ActivationName>) {
  return field.choice<ActivationName>({
    ...about,
    options: activationNames.map((value) => ({ value, label: value })),
  });
}

/** The field `activation` of layers that can carry one. */
const activationField = activationChoice({
  label: 'Activation',
  help: 'A function applied to every output.',
  default: 'linear',
});

const initializerNames = [
  'glorotUniform',
  'glorotNormal',
  'heUniform',
  'heNormal',
  'leCunUniform',
  'leCunNormal',
  'randomUniform',
  'randomNormal',
  'truncatedNormal',
  'orthogonal',
  'zeros',
  'ones',
] as const;

/** The name of a way to fill weights before training. */
export type InitializerName = (typeof initializerNames)[number];

/** A field that chooses how weights of at least two axes start. */
export function initializerField(label: string, initial: InitializerName) {
  return field.choice<InitializerName>({
    label,
    help: 'How these weights are filled before training.',
    default: initial,
    advanced: true,
    options: initializerNames.map((value) => ({ value, label: value })),
  });
}

/** A field that chooses how a row of numbers starts; one row cannot be orthogonal. */
export function rowInitializerField(
  label: string,
  initial: Exclude<InitializerName, 'orthogonal'>,
) {
  return field.choice<Exclude<InitializerName, 'orthogonal'>>({
    label,
    help: 'How these numbers are filled before training.',
    default: initial,
    advanced: true,
    options: initializerNames
      .filter((value) => value !== 'orthogonal')
      .map((value) => ({ value, label: value })),
  });
}

/** The field that chooses how a bias starts. */
export const biasInitializerField = rowInitializerField('Bias starts as', 'zeros');

/** Fields of every layer with a kernel and a bias. */
export const kernelFields = {
  activation: activationField,
  useBias: field.boolean({ label: 'Bias', help: 'Adds one number per output.', default: true }),
  kernelInitializer: initializerField('Kernel starts as', 'glorotUniform'),
  biasInitializer: biasInitializerField,
} as const;

/** Where a mask goes from the layer that makes it. */
export const wayOfMasks =
  'the mask goes on through activations, merges, dropout, normalisation and recurrent layers that return sequences; every other layer uses it up or drops it';

/** The part of a telling line about an activation; nothing for `linear`. */
export function tellingActivation(activation: ActivationName): string[] {
  return activation === 'linear' ? [] : [activation];
}

/** One addition of a bias and one activation for each number of the output, where there are any. */
export function biasAndActivation(
  { useBias, activation }: Pick<FieldValues<typeof kernelFields>, 'useBias' | 'activation'>,
  output: TensorType,
): number | null {
  const elements = elementCount(output.shape);
  const each = (useBias ? 1 : 0) + (activation === 'linear' ? 0 : 1);
  return elements === null ? null : elements * each;
}
