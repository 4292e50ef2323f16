import * as tf from '@tensorflow/tfjs';
import { reduceLoss } from '../compareNumbers';
import type { StepFields, StepInputs } from '../stepFunction';

/** Kullback–Leibler divergence of a normal distribution to the standard one. */
export function gaussianKl(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { mean, logVariance } = inputs as { mean: tf.Tensor; logVariance: tf.Tensor };
  const { reduction, weight } = fields as { reduction: string; weight: number };
  const variance = tf.exp(logVariance);
  const terms = tf.sub(tf.add(tf.square(mean), variance), tf.add(1, logVariance));
  return reduceLoss(tf.mul(0.5, terms), { weight, reduction });
}
