import { float32, type TensorType } from '../../../base/tensorType';
import type { Report } from '../../report';

/**
 * The input of kinds that make a tensor from nothing: tf.js runs no layer without one, and takes the
 * number of examples from it. Left open, the first input of the network serves.
 */
export const likePort = {
  rank: { min: 1 },
  optional: true,
  help: 'only its number of examples counts; left open, the first input of the network serves.',
} as const;

/** The sentence about a tensor without axes. */
export const noAxesMessage = {
  noAxes: 'A tensor needs at least one axis beside the batch; the shape has none.',
} as const;

/** A tensor of the shape in the field `shape`, or null after reporting that it has no axes. */
export function inferShaped(
  shape: readonly number[],
  report: Report<keyof typeof noAxesMessage>,
): TensorType | null {
  if (shape.length > 0) return float32(shape);
  const change = { type: 'setFields', values: { shape: [1] } } as const;
  report.error('noAxes', {}, { field: 'shape', fixes: [{ title: 'Make it one number', change }] });
  return null;
}
