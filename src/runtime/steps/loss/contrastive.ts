import * as tf from '@tensorflow/tfjs';
import { exampleRows, safeRoot, squaredDistances } from '../exampleRows';
import type { StepFields, StepInputs } from '../stepFunction';

/** Draws pairs that are the same together, and others apart up to a margin. */
export function contrastive(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { a, b, same } = inputs as { a: tf.Tensor; b: tf.Tensor; same: tf.Tensor };
  const { margin, weight } = fields as { margin: number; weight: number };
  const squares = squaredDistances(exampleRows(a), exampleRows(b));
  const isSame = tf.reshape(tf.cast(same, 'float32'), squares.shape);
  const apart = tf.square(tf.relu(tf.sub(margin, safeRoot(squares))));
  const losses = tf.add(tf.mul(isSame, squares), tf.mul(tf.sub(1, isSame), apart));
  return tf.mul(tf.mean(losses), weight / 2).asScalar();
}
