import type * as tf from '@tensorflow/tfjs';
import { moveImages } from '../moveImages';
import type { StepContext, StepFields, StepInputs } from '../stepFunction';

/** Cuts a piece out of every image: at random while training, else its middle. */
export function randomCrop(
  inputs: StepInputs,
  fields: StepFields,
  context: StepContext,
): Readonly<Record<string, tf.Tensor>> {
  const { x, also } = inputs as { x: tf.Tensor; also?: tf.Tensor };
  const [height, width] = (fields as { size: readonly [number, number] }).size;
  const randomness = context.training ? context.randomness() : null;
  const places = (length: number, kept: number): number[][] =>
    Array.from({ length: x.shape[0] ?? 1 }, () => {
      const room = length - kept;
      const start = randomness ? randomness.integer(room + 1) : Math.floor(room / 2);
      return Array.from({ length: kept }, (_, i) => start + i);
    });
  const rows = places(x.shape[1] ?? 1, height);
  const columns = places(x.shape[2] ?? 1, width);
  const cut = (images: tf.Tensor): tf.Tensor => moveImages(images, rows, columns);
  return { y: cut(x), ...(also ? { also: cut(also) } : {}) };
}
