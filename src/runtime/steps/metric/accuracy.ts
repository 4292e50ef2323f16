import * as tf from '@tensorflow/tfjs';
import type { StepFields, StepInputs } from '../stepFunction';

/** The share of right answers: the largest output, or a single one above or below the threshold. */
export function accuracy(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { prediction, target, mask } = inputs as Record<string, tf.Tensor>;
  const { threshold } = fields as { threshold: number };
  const isSingle = prediction!.rank === 1 || prediction!.shape.at(-1) === 1;
  const isClasses = target!.rank === prediction!.rank - 1;
  const right = isSingle
    ? tf.equal(
        tf.greater(prediction!, threshold),
        tf.greater(tf.reshape(target!, prediction!.shape), 0),
      )
    : tf.equal(
        tf.argMax(prediction!, -1),
        isClasses ? tf.cast(target!, 'int32') : tf.argMax(target!, -1),
      );
  const numbers = tf.cast(right, 'float32');
  if (!mask) return tf.mean(numbers).asScalar();
  let wide = tf.cast(mask, 'float32');
  while (wide.rank < numbers.rank) wide = tf.expandDims(wide, -1);
  const counted = tf.mul(tf.onesLike(numbers), wide);
  return tf.div(tf.sum(tf.mul(numbers, wide)), tf.maximum(tf.sum(counted), 1e-7)).asScalar();
}
