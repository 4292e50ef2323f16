import * as tf from '@tensorflow/tfjs';
import { encodeTarget, reduceLoss } from '../compareNumbers';
import type { StepFields, StepInputs } from '../stepFunction';

/** How far probabilities stay away from 0 and 1, as in Keras. */
const epsilon = 1e-7;

/** Σ t log(t / ŷ) along the last axis, averaged. */
export function klDivergence(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { prediction, target, mask } = inputs as Record<string, tf.Tensor>;
  const { weight } = fields as { weight: number };
  const wanted = tf.clipByValue(encodeTarget(target!, prediction!), epsilon, 1);
  const found = tf.clipByValue(prediction!, epsilon, 1);
  const losses = tf.sum(tf.mul(wanted, tf.sub(tf.log(wanted), tf.log(found))), -1);
  return reduceLoss(losses, { weight, mask });
}
