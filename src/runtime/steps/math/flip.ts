import type * as tf from '@tensorflow/tfjs';
import { moveImages } from '../moveImages';
import type { StepContext, StepFields, StepInputs } from '../stepFunction';

/** Mirrors some images while training, and what belongs to them alike. */
export function flip(
  inputs: StepInputs,
  fields: StepFields,
  context: StepContext,
): Readonly<Record<string, tf.Tensor>> {
  const { x, also } = inputs as { x: tf.Tensor; also?: tf.Tensor };
  const { direction, share } = fields as { direction: string; share: number };
  if (!context.training) return { y: x.clone(), ...(also ? { also: also.clone() } : {}) };
  const randomness = context.randomness();
  const [batch = 1, height = 1, width = 1] = x.shape;
  const order = (length: number): number[][] =>
    Array.from({ length: batch }, () => {
      const mirrored = randomness.next() < share;
      return Array.from({ length }, (_, i) => (mirrored ? length - 1 - i : i));
    });
  const columns = direction === 'vertical' ? null : order(width);
  const rows = direction === 'horizontal' ? null : order(height);
  const moved = (images: tf.Tensor): tf.Tensor => moveImages(images, rows, columns);
  return { y: moved(x), ...(also ? { also: moved(also) } : {}) };
}
