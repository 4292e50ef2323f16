import * as tf from '@tensorflow/tfjs';
import { encodeTarget, reduceLoss } from '../compareNumbers';
import type { StepFields, StepInputs } from '../stepFunction';

/** The mean of squared differences; two classes on one output are −1 and 1. */
export function meanSquaredError(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { prediction, target, mask } = inputs as Record<string, tf.Tensor>;
  const { reduction, weight } = fields as { reduction: string; weight: number };
  const expected = encodeTarget(target!, prediction!, -1);
  return reduceLoss(tf.square(tf.sub(expected, prediction!)), { weight, reduction, mask });
}
