import { formatShape, type TensorType } from '../../../base/tensorType';
import { type FieldValues, field } from '../../field';
import type { Weight } from '../../layerKind';
import type { Report } from '../../report';
import {
  activationChoice,
  biasInitializerField,
  initializerField,
  tellingActivation,
} from '../sharedFields';

/** The input of recurrent layers. */
export const recurrentInputs = {
  x: { rank: 2, axes: ['time', 'features'], dtype: 'float32' },
} as const;

/** The fields of every recurrent layer. */
export const recurrentFields = {
  units: field.integer({ label: 'Units', help: 'Numbers in the state.', default: 32, min: 1 }),
  activation: activationChoice({
    label: 'Activation',
    help: 'The function of the state.',
    default: 'tanh',
  }),
  returnSequences: field.boolean({
    label: 'Every step',
    help: 'On: the state after every step, for a layer that takes a sequence. Off: the last one.',
    default: false,
  }),
  useBias: field.boolean({
    label: 'Bias',
    help: 'Adds one number per unit and gate.',
    default: true,
  }),
  kernelInitializer: initializerField('Kernel starts as', 'glorotUniform'),
  recurrentInitializer: initializerField('Recurrent kernel starts as', 'orthogonal'),
  biasInitializer: biasInitializerField,
} as const;

/** The field for the gates of LSTM and GRU. */
export const recurrentActivationField = activationChoice({
  label: 'Gates',
  help: 'The function of the gates: sigmoid as in the paper, Keras and PyTorch. tf.js itself, when not told, takes hardSigmoid.',
  default: 'sigmoid',
  advanced: true,
});

type RecurrentValues = FieldValues<typeof recurrentFields>;

/** The sentences of recurrent layers. */
export const recurrentMessages = {
  unknownFeatures: 'The number of features of {shape} is unknown, so the number of weights is too.',
} as const;

/** The state after every step or the last, or null after reporting why there is none. */
export function inferRecurrent(
  { units, returnSequences }: RecurrentValues,
  x: TensorType,
  report: Report<keyof typeof recurrentMessages>,
): TensorType | null {
  const [time = null, features = null] = x.shape;
  if (features === null) {
    report.error('unknownFeatures', { shape: formatShape(x.shape) }, { port: 'x' });
    return null;
  }
  return { shape: returnSequences ? [time, units] : [units], dtype: 'float32' };
}

/** Kernel [features, g·units], recurrent kernel [units, g·units] and bias [g·units] of g gates. */
export function recurrentWeights(
  { units, useBias }: RecurrentValues,
  x: TensorType,
  gates: number,
): Weight[] {
  const width = gates * units;
  return [
    { name: 'kernel', shape: [x.shape[1] ?? 0, width], trainable: true },
    { name: 'recurrent_kernel', shape: [units, width], trainable: true },
    ...(useBias ? [{ name: 'bias', shape: [width], trainable: true }] : []),
  ];
}

/** T·g·h·(x + h): both matrices at every step, the products between gates left out. */
export function recurrentMacs(
  { units }: RecurrentValues,
  x: TensorType,
  gates: number,
): number | null {
  const [time = null, features = null] = x.shape;
  if (time === null || features === null) return null;
  return time * gates * units * (features + units);
}

/** The part of a Keras config that all recurrent layers share. */
export function recurrentConfig(fields: RecurrentValues) {
  return {
    units: fields.units,
    activation: fields.activation,
    useBias: fields.useBias,
    kernelInitializer: fields.kernelInitializer,
    recurrentInitializer: fields.recurrentInitializer,
    biasInitializer: fields.biasInitializer,
    returnSequences: fields.returnSequences,
  };
}

/** The parameters of g gates with the numbers put in, as KaTeX. */
export function recurrentParameters(
  { units, useBias }: RecurrentValues,
  x: TensorType,
  gates: number,
): string {
  const features = x.shape[1] ?? 0;
  const perGate = units * (features + units) + (useBias ? units : 0);
  const times = gates === 1 ? '' : `${gates}\\,`;
  const bias = useBias ? ['+ h', `+ ${units}`] : ['', ''];
  return `\\text{parameters} = ${times}(h(x + h) ${bias[0]}) = ${times}(${units}(${features} + ${units}) ${bias[1]}) = ${gates * perGate}`;
}

/** A recurrent layer's fields in one line. */
export function tellingRecurrent({ units, activation, returnSequences }: RecurrentValues): string {
  return [
    units,
    ...(activation === 'tanh' ? [] : tellingActivation(activation)),
    ...(returnSequences ? ['every step'] : []),
  ].join(' · ');
}
