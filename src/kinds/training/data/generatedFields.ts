import type { TensorType } from '../../../base/tensorType';
import { field } from '../../field';

/** More examples than this are no small data set any more. */
const MOST_EXAMPLES = 50_000;

/** How many examples a generated data set has, and the seed that they are drawn from. */
export const drawnFields = (count: number, testCount: number) =>
  ({
    count: field.integer({
      label: 'Training examples',
      default: count,
      min: 1,
      max: MOST_EXAMPLES,
    }),
    testCount: field.integer({
      label: 'Test examples',
      default: testCount,
      min: 1,
      max: MOST_EXAMPLES,
      advanced: true,
    }),
    seed: field.integer({ label: 'Seed', default: 1, advanced: true }),
  }) as const;

/** Height and width of generated pictures. */
export const sizeField = (usual: number, max = 32) =>
  field.integer({
    label: 'Size',
    help: 'Height and width in pixels.',
    default: usual,
    min: 8,
    max,
  });

/** How much noise there is on generated pictures. */
export const noiseField = (usual: number) =>
  field.number({
    label: 'Noise',
    help: 'The deviation of what is added to every pixel, which lies between 0 and 1.',
    default: usual,
    min: 0,
    max: 1,
    step: 0.05,
  });

/** The fields of data sets of digits that say which ones are kept. */
export const digitChoiceFields = {
  classes: field.integers({
    label: 'Digits',
    help: 'The digits to keep, numbered as classes in this order; empty means all ten.',
    default: [],
    min: 0,
    max: 9,
    most: 10,
  }),
  perClass: field.integer({
    label: 'Labelled a class',
    help: 'At most so many training examples of each digit; 0 sets no limit.',
    default: 0,
    min: 0,
    max: 10_000,
  }),
} as const;

/** The digits that the field `classes` keeps. */
export function keptDigits(classes: readonly number[]): readonly number[] {
  return classes.length > 0 ? [...new Set(classes)] : [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
}

/** The type of square pictures. */
export function imageType(size: number, channels: number): TensorType {
  return { shape: [size, size, channels], dtype: 'float32', content: 'image' };
}

/** The type of one class an example, or of one at every place of a shape. */
export function classType(classCount: number, shape: readonly number[] = []): TensorType {
  return { shape, dtype: 'int32', content: 'class', classCount };
}

/** The type of some numbers. */
export function vectorType(shape: readonly number[]): TensorType {
  return { shape, dtype: 'float32', content: 'vector' };
}

/** The type of a row of words, characters or signs. */
export function tokensType(length: number, vocabulary: number): TensorType {
  return { shape: [length], dtype: 'int32', content: 'tokens', classCount: vocabulary };
}
