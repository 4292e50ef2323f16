import type * as tf from '@tensorflow/tfjs';
import { moveImages } from '../moveImages';
import type { StepContext, StepFields, StepInputs } from '../stepFunction';

/** Moves every image by some pixels while training, and what belongs to it alike. */
export function shift(
  inputs: StepInputs,
  fields: StepFields,
  context: StepContext,
): Readonly<Record<string, tf.Tensor>> {
  const { x, also } = inputs as { x: tf.Tensor; also?: tf.Tensor };
  const { pixels, fill } = fields as { pixels: number; fill: string };
  if (!context.training) return { y: x.clone(), ...(also ? { also: also.clone() } : {}) };
  const randomness = context.randomness();
  const [batch = 1, height = 1, width = 1] = x.shape;
  const places = (length: number): number[][] =>
    Array.from({ length: batch }, () => {
      const offset = randomness.integer(2 * pixels + 1) - pixels;
      return Array.from({ length }, (_, i) => sourceOf(i - offset, length, fill));
    });
  const rows = places(height);
  const columns = places(width);
  const moved = (images: tf.Tensor): tf.Tensor => moveImages(images, rows, columns);
  return { y: moved(x), ...(also ? { also: moved(also) } : {}) };
}

/** The place that a pixel outside is filled from; −1 for zeros. */
function sourceOf(place: number, length: number, fill: string): number {
  if (place >= 0 && place < length) return place;
  return fill === 'edge' ? Math.min(Math.max(place, 0), length - 1) : -1;
}
