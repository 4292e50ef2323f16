import { elementCount, formatShape, type TensorType } from '../../../base/tensorType';
import { type FieldValues, field } from '../../field';
import type { Weight } from '../../layerKind';
import type { Fix, Report } from '../../report';

/** The field for the number that keeps a divisor above 0. */
export function epsilonField(initial: number) {
  return field.number({
    label: 'Epsilon',
    help: 'Added to what is divided by, so that it is never 0.',
    default: initial,
    min: 1e-12,
    max: 1,
    step: 0.001,
    advanced: true,
  });
}

/** The field for whether a learned γ multiplies. */
export const scaleField = field.boolean({
  label: 'Scale',
  help: 'Multiplies by a learned γ.',
  default: true,
});

/** The fields for whether learned numbers scale and shift what has been normalised. */
export const affineFields = {
  scale: scaleField,
  center: field.boolean({
    label: 'Centre',
    help: 'Adds a learned β.',
    default: true,
  }),
} as const;

type AffineValues = FieldValues<typeof affineFields>;

/** The learned γ and β, each of a shape, as far as there are any. */
export function affineWeights({ scale, center }: AffineValues, shape: readonly number[]): Weight[] {
  return [
    ...(scale ? [{ name: 'gamma', shape, trainable: true }] : []),
    ...(center ? [{ name: 'beta', shape, trainable: true }] : []),
  ];
}

/** What γ and β do to a normalised number, as KaTeX: `\gamma\, … + \beta`. */
export function affineFormula({ scale, center }: AffineValues, normal: string): string {
  return `${scale ? '\\gamma\\, ' : ''}${normal}${center ? ' + \\beta' : ''}`;
}

/** How many numbers γ and β hold, as KaTeX with the numbers put in; no line where there are none. */
export function affineParameters({ scale, center }: AffineValues, size: number): string[] {
  const tensors = Number(scale) + Number(center);
  return tensors === 0
    ? []
    : [`\\text{parameters} = ${tensors} \\cdot ${size} = ${tensors * size}`];
}

/** The fields of γ and β worth a glance. */
export function tellingAffine({ scale, center }: AffineValues): string[] {
  return [...(scale ? [] : ['no scale']), ...(center ? [] : ['no centre'])];
}

/** A number of operations for each number of a tensor; null while a dimension is unknown. */
export function operationsEach(count: number, { shape }: TensorType): number | null {
  const elements = elementCount(shape);
  return elements === null ? null : count * elements;
}

/**
 * Mean (an addition for each number), variance (a subtraction, a square and an addition), division
 * by the standard deviation, then scale and shift.
 */
export function momentOperations({ scale, center }: AffineValues, y: TensorType): number | null {
  return operationsEach(5 + Number(scale) + Number(center), y);
}

/** The sentences of layers with a weight for every channel. */
export const channelMessages = {
  unknownChannels:
    'The length of the last axis of {shape} is unknown, so the number of weights is too.',
} as const;

/** Whether the channels are known; reports an error where they are not. */
export function knowsChannels(
  x: TensorType,
  report: Report<keyof typeof channelMessages>,
  port = 'x',
): boolean {
  if (x.shape.at(-1) !== null) return true;
  report.error('unknownChannels', { shape: formatShape(x.shape) }, { port });
  return false;
}

/** The most axes, the batch axis left out, that the normalisations of tf.js take. */
const mostAxes = 3;

/** The sentences of layers that tf.js computes over few axes only. */
export const axisCountMessages = {
  tooManyAxes: '{shape} has {rank} axes; this takes at most {most}. Reshape it first.',
} as const;

/** Whether tf.js takes so many axes; reports an error where it does not. */
export function hasFewAxes(
  x: TensorType,
  report: Report<keyof typeof axisCountMessages>,
  keepsChannels: boolean,
): boolean {
  if (x.shape.length <= mostAxes) return true;
  const reshape: Fix = {
    title: 'Insert Reshape before it',
    change: {
      type: 'insertBefore',
      port: 'x',
      kind: 'reshape',
      fields: { targetShape: [-1, x.shape.at(-1) ?? 1] },
    },
  };
  report.error(
    'tooManyAxes',
    { shape: formatShape(x.shape), rank: x.shape.length, most: mostAxes },
    { port: 'x', fixes: keepsChannels ? [reshape] : [] },
  );
  return false;
}
