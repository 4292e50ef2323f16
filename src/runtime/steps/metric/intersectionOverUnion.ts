import * as tf from '@tensorflow/tfjs';
import { chosenClasses } from '../chosenClasses';
import type { StepFields, StepInputs } from '../stepFunction';

/**
 * How well areas cover each other, averaged over the classes that occur; of two classes told apart by
 * a single number, the area of the second.
 */
export function intersectionOverUnion(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { prediction, target } = inputs as { prediction: tf.Tensor; target: tf.Tensor };
  const { threshold } = fields as { threshold: number };
  const { found, right, isSingle } = chosenClasses(prediction, target, threshold);
  const both = tf.sum(tf.mul(found, right), 0);
  const either = tf.sub(tf.add(tf.sum(found, 0), tf.sum(right, 0)), both);
  const shares = tf.div(both, tf.maximum(either, tf.scalar(1)));
  const occurs = tf.cast(tf.greater(either, 0), 'float32');
  if (!isSingle) {
    return tf.div(tf.sum(shares), tf.maximum(tf.sum(occurs), tf.scalar(1))).asScalar();
  }
  // Nothing found where nothing is, is right.
  const second = tf.add(shares, tf.sub(1, occurs));
  return tf.slice(second, [1], [1]).asScalar();
}
