import * as tf from '@tensorflow/tfjs';
import { exampleRows, safeRoot } from '../exampleRows';
import type { StepFields, StepInputs } from '../stepFunction';

/** The squared difference between the length of every example's gradient and a target, averaged. */
export function gradientPenalty(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { gradient } = inputs as { gradient: tf.Tensor };
  const { target, weight } = fields as { target: number; weight: number };
  const squares = tf.sum(tf.square(exampleRows(gradient)), -1);
  // With the target 0 no root is needed, whose slope at 0 is none.
  const penalties = target === 0 ? squares : tf.square(tf.sub(safeRoot(squares), target));
  return tf.mul(tf.mean(penalties), weight).asScalar();
}
