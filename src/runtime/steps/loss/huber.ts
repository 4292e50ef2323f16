import * as tf from '@tensorflow/tfjs';
import { encodeTarget, reduceLoss } from '../compareNumbers';
import { huberOf } from '../huberOf';
import type { StepFields, StepInputs } from '../stepFunction';

/** Half the squared error, linear beyond `delta`; two classes on one output are −1 and 1. */
export function huber(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { prediction, target, mask } = inputs as Record<string, tf.Tensor>;
  const { delta, reduction, weight } = fields as {
    delta: number;
    reduction: string;
    weight: number;
  };
  const error = tf.sub(encodeTarget(target!, prediction!, -1), prediction!);
  return reduceLoss(huberOf(error, delta), { weight, reduction, mask });
}
