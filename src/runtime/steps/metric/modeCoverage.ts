import * as tf from '@tensorflow/tfjs';
import type { StepFields, StepInputs } from '../stepFunction';

/**
 * The share of the modes of real points that generated points reach, or the share of these that lies
 * near a mode. Each real point stands for its mode with the mean and the deviation of all points of
 * that mode, so that nobody has to say how many modes there are.
 */
export function modeCoverage(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { points, reference, mode } = inputs as Record<'points' | 'reference' | 'mode', tf.Tensor>;
  const { measure, deviations, least } = fields as {
    measure: 'covered' | 'near';
    deviations: number;
    least: number;
  };
  const modes = tf.reshape(tf.cast(mode, 'float32'), [-1, 1]);
  // Differences, not comparisons, join n with n numbers: those that broadcast are ten times as slow.
  const isSame = tf.relu(tf.sub(1, tf.abs(tf.sub(modes, tf.transpose(modes)))));
  const counts = tf.sum(isSame, 1, true);
  const centres = tf.div(tf.matMul(isSame, reference as tf.Tensor2D), counts);
  const spread = tf.mean(tf.square(tf.sub(reference, centres)), 1, true);
  const variances = tf.div(tf.matMul(isSame, spread as tf.Tensor2D), counts);
  const distances = tf.sum(tf.square(tf.sub(tf.expandDims(points, 1), tf.expandDims(centres))), 2);
  const reach = tf.mul(tf.transpose(variances), deviations * deviations);
  const isNear = tf.sub(1, tf.step(tf.sub(distances, reach)));
  if (measure === 'near') return tf.mean(tf.max(isNear, 1)).asScalar();
  const isReached = tf.cast(tf.greaterEqual(tf.mean(isNear, 0), least), 'float32');
  // Every mode counts once, however many real points stand for it.
  const weights = tf.div(1, tf.reshape(counts, [-1]));
  return tf.div(tf.sum(tf.mul(isReached, weights)), tf.sum(weights)).asScalar();
}
