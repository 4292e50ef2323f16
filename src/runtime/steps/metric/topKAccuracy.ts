import * as tf from '@tensorflow/tfjs';
import type { StepFields, StepInputs } from '../stepFunction';

/** The share of examples whose right class is among the k largest outputs. */
export function topKAccuracy(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { prediction, target } = inputs as { prediction: tf.Tensor; target: tf.Tensor };
  const { k } = fields as { k: number };
  const classes = prediction.shape.at(-1) ?? 1;
  const right = target.rank === prediction.rank ? tf.argMax(target, -1) : tf.cast(target, 'int32');
  const chosen = tf.cast(tf.oneHot(right as tf.Tensor, classes), 'float32');
  const own = tf.sum(tf.mul(prediction, chosen), -1, true);
  const better = tf.sum(tf.cast(tf.greater(prediction, own), 'float32'), -1);
  return tf.mean(tf.cast(tf.less(better, k), 'float32')).asScalar();
}
