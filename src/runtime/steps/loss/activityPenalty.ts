import * as tf from '@tensorflow/tfjs';
import { reduceLoss } from '../compareNumbers';
import type { StepFields, StepInputs } from '../stepFunction';

/** Makes outputs small: their absolute values or their squares. */
export function activityPenalty(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { x } = inputs as { x: tf.Tensor };
  const { norm, reduction, weight } = fields as {
    norm: string;
    reduction: string;
    weight: number;
  };
  return reduceLoss(norm === 'l1' ? tf.abs(x) : tf.square(x), { weight, reduction });
}
