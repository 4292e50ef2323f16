import type * as tf from '@tensorflow/tfjs';

/** Whether moving averages of a network stay as they are, whatever passes through it. */
export interface HeldStatistics {
  isHeld: boolean;
}

/** The parts of a batch normalization that write its averages. */
interface Averages {
  readonly movingMean?: { write(value: tf.Tensor): void };
  readonly movingVariance?: { write(value: tf.Tensor): void };
}

/**
 * Lets the moving averages of a network be held while it only helps to train another one: they follow
 * the batches with which it is trained itself.
 */
export function holdStatistics(model: tf.LayersModel): HeldStatistics {
  const held: HeldStatistics = { isHeld: false };
  for (const layer of model.layers) {
    const { movingMean, movingVariance } = layer as unknown as Averages;
    for (const average of [movingMean, movingVariance]) {
      if (!average) continue;
      const write = average.write.bind(average);
      average.write = (value) => {
        if (!held.isHeld) write(value);
      };
    }
  }
  return held;
}
