import * as tf from '@tensorflow/tfjs';

/** What was found and what is right, as one-hot rows: [numbers compared, classes]. */
export interface ChosenClasses {
  readonly found: tf.Tensor2D;
  readonly right: tf.Tensor2D;
  /** Whether two classes were told apart by a single number. */
  readonly isSingle: boolean;
}

/**
 * The classes that a prediction chooses, beside the right ones. The prediction has a number for every
 * class on its last axis, or a single one that means the second of two classes above the threshold.
 */
export function chosenClasses(
  prediction: tf.Tensor,
  target: tf.Tensor,
  threshold: number,
): ChosenClasses {
  const isSingle = prediction.size === target.size && !isOneHot(prediction, target);
  const classes = isSingle ? 2 : (prediction.shape.at(-1) ?? 1);
  const found = isSingle ? tf.greater(prediction, threshold) : tf.argMax(prediction, -1);
  const right = isSingle
    ? tf.greater(target, 0)
    : target.rank === prediction.rank
      ? tf.argMax(target, -1)
      : target;
  return { found: oneHotRows(found, classes), right: oneHotRows(right, classes), isSingle };
}

/** Whether a target of the prediction's shape has a number for every class. */
function isOneHot(prediction: tf.Tensor, target: tf.Tensor): boolean {
  const last = prediction.shape.at(-1) ?? 1;
  return prediction.rank === target.rank && prediction.rank > 1 && last > 1;
}

function oneHotRows(classes: tf.Tensor, count: number): tf.Tensor2D {
  const flat = tf.cast(tf.reshape(classes, [classes.size]), 'int32');
  return tf.cast(tf.oneHot(flat, count), 'float32') as tf.Tensor2D;
}
