import { formatShape, type TensorType } from '../../src/base/tensorType';

/** What a wire carries, in as few words as fit on it: `28×28×1`, `class of 10`, `one number`. */
export function typeText({ shape, dtype, per, content, classCount }: TensorType): string {
  if (per === 'batch') return shape.length === 0 ? 'one number' : `${formatShape(shape)} a batch`;
  if (content === 'class' && shape.length === 0) {
    return classCount === undefined ? 'class' : `class of ${classCount}`;
  }
  return formatShape(shape) + (dtype === 'float32' ? '' : ` ${dtype}`);
}
