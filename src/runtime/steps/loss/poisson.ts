import * as tf from '@tensorflow/tfjs';
import { encodeTarget, reduceLoss } from '../compareNumbers';
import type { StepFields, StepInputs } from '../stepFunction';

/** Keeps a prediction of 0 off the logarithm, as in Keras. */
const epsilon = 1e-7;

/** Minus the log-likelihood of counts, up to what does not depend on the prediction. */
export function poisson(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { prediction, target, mask } = inputs as Record<string, tf.Tensor>;
  const { reduction, weight } = fields as { reduction: string; weight: number };
  const counts = encodeTarget(target!, prediction!);
  const losses = tf.sub(prediction!, tf.mul(counts, tf.log(tf.add(prediction!, epsilon))));
  return reduceLoss(losses, { weight, reduction, mask });
}
