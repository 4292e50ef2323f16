import { failure, type Result, success } from '../../../base/result';
import { formatShape, type Shape, sameShape, type TensorType } from '../../../base/tensorType';
import type { InputPort } from '../../port';
import type { Report } from '../../report';
import { fittingFixes } from '../math/equalShapes';

/** The ports of a loss that compares what a network gives with what it should give. */
export const comparisonPorts = {
  prediction: { help: 'What the network gives.' },
  target: { help: 'What it should give: numbers of the same shape, or classes.' },
  mask: {
    optional: true,
    help: 'Weights from 0 to 1 for every number or every example; 0 leaves it out.',
  },
} as const satisfies Readonly<Record<string, InputPort>>;

/** The same where tensors of whole batches can be compared too, as for feature matching. */
export const eitherPorts = {
  ...comparisonPorts,
  prediction: { ...comparisonPorts.prediction, per: 'either' },
  target: { ...comparisonPorts.target, per: 'either' },
} as const satisfies Readonly<Record<string, InputPort>>;

/** The messages of what compares a prediction with a target. */
export const comparisonMessages = {
  mismatch: '{title} {reason}',
  mask: 'The mask is {mask}, but what it weighs is {values}: it needs the same axes, or the first of them.',
} as const;

/** What is compared, as it arrives at the ports. */
interface Compared {
  readonly prediction: TensorType;
  readonly target: TensorType;
  readonly mask?: TensorType | undefined;
}

/** The messages where tensors of whole batches can be compared too. */
export const eitherMessages = {
  ...comparisonMessages,
  mixed:
    '{title} compares like with like, but the {batch} is one tensor for the whole batch, and the {example} one for every example.',
  noExamples: 'Tensors for the whole batch have no examples to sum over: use the mean.',
  batchMask: 'Tensors for the whole batch have no examples to mask: take the mask away.',
} as const;

type ComparisonReport = Report<keyof typeof comparisonMessages>;

/** Whether what arrives can be compared class by class; reports why not. */
export function canCompareClasses(
  title: string,
  compared: Compared,
  report: ComparisonReport,
): boolean {
  const checked = checkClasses(compared.prediction, compared.target);
  if (!checked.ok) return refuse(title, checked.error, compared, report);
  return maskFits(compared.prediction.shape.slice(0, -1), compared, report);
}

/** Whether what arrives can be compared number by number; reports why not. */
export function canCompareNumbers(
  title: string,
  compared: Compared,
  report: ComparisonReport,
): boolean {
  const checked = checkNumbers(compared.prediction, compared.target);
  if (!checked.ok) return refuse(title, checked.error, compared, report);
  return maskFits(compared.prediction.shape, compared, report);
}

/** The same where both may be tensors of a whole batch, compared by their mean; reports why not. */
export function canCompareEither(
  title: string,
  compared: Compared,
  reduction: string,
  report: Report<keyof typeof eitherMessages>,
): boolean {
  const { prediction, target, mask } = compared;
  if (prediction.per !== target.per) {
    const isBatch = prediction.per === 'batch';
    const values = {
      title,
      batch: isBatch ? 'prediction' : 'target',
      example: isBatch ? 'target' : 'prediction',
    };
    report.error('mixed', values, { port: 'target' });
    return false;
  }
  if (prediction.per === 'batch' && reduction === 'sum') {
    const change = { type: 'setFields', values: { reduction: 'mean' } } as const;
    report.error('noExamples', {}, { field: 'reduction', fixes: [{ title: 'Mean', change }] });
    return false;
  }
  if (prediction.per === 'batch' && mask) {
    report.error('batchMask', {}, { port: 'mask' });
    return false;
  }
  return canCompareNumbers(title, compared, report);
}

/** Whether answers, one for each example or place, can be counted as right or wrong; reports why not. */
export function canCountAnswers(
  title: string,
  compared: Compared,
  report: ComparisonReport,
): boolean {
  const { shape } = compared.prediction;
  const checked = checkNumbers(compared.prediction, compared.target);
  if (!checked.ok) return refuse(title, checked.error, compared, report);
  return maskFits(shape.at(-1) === 1 ? shape : shape.slice(0, -1), compared, report);
}

function refuse(
  title: string,
  reason: string,
  { prediction, target }: Compared,
  report: ComparisonReport,
): false {
  const fixes = isClass(target) ? [] : fittingFixes('prediction', prediction.shape, target.shape);
  report.error('mismatch', { title, reason }, { port: 'target', fixes });
  return false;
}

/** Whether a mask can weigh values of a shape: the first axes of theirs, some perhaps of length 1. */
function maskFits(values: Shape, { mask }: Compared, report: ComparisonReport): boolean {
  if (!mask) return true;
  const isDrawn = mask.shape.length === values.length + 1 && mask.shape.at(-1) === 1;
  const axes = isDrawn ? mask.shape.slice(0, -1) : mask.shape;
  const fits =
    axes.length <= values.length && axes.every((axis, i) => axis === 1 || axis === values[i]);
  if (!fits) {
    const found = { mask: formatShape(mask.shape), values: formatShape(values) };
    report.error('mask', found, { port: 'mask', fixes: fittingFixes('mask', mask.shape, values) });
  }
  return fits;
}

function isClass(target: TensorType): boolean {
  return target.content === 'class' || (target.content === undefined && target.dtype === 'int32');
}

/** Whether predictions hold one number for every class of a target, which may have axes in front. */
export function checkClasses(prediction: TensorType, target: TensorType): Result<null> {
  const { shape } = prediction;
  const classes = shape.at(-1);
  if (shape.length === 0 || classes === undefined) {
    return failure('needs one number for every class, but the prediction is a single number.');
  }
  if (!isClass(target)) {
    return sameShape(shape, target.shape)
      ? success(null)
      : failure(
          target.content === undefined
            ? `needs classes, or one number for each class as in the prediction, ${formatShape(shape)}; the target is ${formatShape(target.shape)}.`
            : 'needs classes to compare with, but the target holds numbers.',
        );
  }
  if (!sameShape(shape.slice(0, -1), target.shape)) {
    return failure(
      target.shape.length === 0
        ? `needs one number for every class, but the output is ${formatShape(shape)}.`
        : `needs one number for every class of the target, ${formatShape(target.shape)}, but the prediction is ${formatShape(shape)}.`,
    );
  }
  const { classCount } = target;
  if (classCount !== undefined && classes !== null && classes !== classCount) {
    return failure(
      `needs one output for each of the ${classCount} classes, but there are ${classes}.`,
    );
  }
  return success(null);
}

/**
 * Whether losses that compare number by number can: numbers of equal shapes, two classes with a
 * single output, more classes with one output each.
 */
export function checkNumbers(prediction: TensorType, target: TensorType): Result<null> {
  if (isClass(target) && !sameShape(prediction.shape, target.shape)) {
    const isSingle = sameShape(prediction.shape, [...target.shape, 1]);
    if (!isSingle) return checkClasses(prediction, target);
    const { classCount } = target;
    return classCount === undefined || classCount === 2
      ? success(null)
      : failure(`has one output, which tells 2 classes apart, but there are ${classCount}.`);
  }
  return sameShape(prediction.shape, target.shape)
    ? success(null)
    : failure(
        `compares number by number, but the output is ${formatShape(prediction.shape)} and the target ${formatShape(target.shape)}.`,
      );
}
