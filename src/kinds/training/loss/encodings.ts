import { failure, type Result, success } from '../../../base/result';
import { formatShape, sameShape, type TensorType } from '../../../base/tensorType';
import type { ColumnDescription, TargetEncoding } from '../trainingKind';

/** The encoding of a target with classes for an output with one number a class. */
export function classEncoding(
  output: TensorType,
  target: ColumnDescription,
): Result<TargetEncoding> {
  if (target.content !== 'class') {
    return failure('needs classes to compare with, but the target holds numbers.');
  }
  const { classCount } = target;
  if (output.shape.length !== 1) {
    return failure(
      `needs one number for every class, but the output is ${formatShape(output.shape)}.`,
    );
  }
  if (classCount !== undefined && output.shape[0] !== classCount) {
    return failure(
      `needs one output for each of the ${classCount} classes, but there are ${output.shape[0]}.`,
    );
  }
  return success('oneHot');
}

/**
 * The encoding for losses that compare number by number: numbers as they are, two classes on a single
 * output as `single` says, more classes as one-hot.
 */
export function numberEncoding(
  output: TensorType,
  target: ColumnDescription,
  single: 'zeroOne' | 'minusOneOne',
): Result<TargetEncoding> {
  if (target.content === 'class') {
    const isSingle = output.shape.length === 1 && output.shape[0] === 1;
    if (!isSingle) return classEncoding(output, target);
    return target.classCount === undefined || target.classCount === 2
      ? success(single)
      : failure(`has one output, which tells 2 classes apart, but there are ${target.classCount}.`);
  }
  return sameShape(output.shape, target.type.shape)
    ? success('asIs')
    : failure(
        `compares number by number, but the output is ${formatShape(output.shape)} and the target ${formatShape(target.type.shape)}.`,
      );
}
