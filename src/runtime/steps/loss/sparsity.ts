import * as tf from '@tensorflow/tfjs';
import type { StepFields, StepInputs } from '../stepFunction';

/** Keeps rates of 0 and 1 off the logarithm without stopping their gradients. */
const margin = 1e-6;

/**
 * Divergence of a target rate from how active every unit (every channel) is over the batch, summed
 * over the units.
 */
export function sparsity(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { x } = inputs as { x: tf.Tensor };
  const { rate, weight } = fields as { rate: number; weight: number };
  const units = x.shape.at(-1) ?? 1;
  const active = tf.mean(tf.reshape(x, [-1, units]), 0);
  const found = tf.add(margin, tf.mul(1 - 2 * margin, active));
  const isOn = tf.mul(rate, tf.sub(Math.log(rate), tf.log(found)));
  const isOff = tf.mul(1 - rate, tf.sub(Math.log(1 - rate), tf.log(tf.sub(1, found))));
  return tf.mul(tf.sum(tf.add(isOn, isOff)), weight).asScalar();
}
