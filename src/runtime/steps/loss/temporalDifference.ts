import * as tf from '@tensorflow/tfjs';
import { reduceLoss } from '../compareNumbers';
import { exampleRows } from '../exampleRows';
import { huberOf } from '../huberOf';
import { stopGradient } from '../math/stopGradient';
import type { StepFields, StepInputs } from '../stepFunction';

/**
 * How far the value of an action is from its reward and the discounted value of what follows. No
 * gradient reaches what follows. Of several next values the largest counts.
 */
export function temporalDifference(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { value, reward, done, next, mask } = inputs as {
    value: tf.Tensor;
    reward: tf.Tensor;
    done?: tf.Tensor;
    next: tf.Tensor;
    mask?: tf.Tensor;
  };
  const { discount, error, weight } = fields as {
    discount: number;
    error: string;
    weight: number;
  };
  const single = (x: tf.Tensor): tf.Tensor => tf.max(exampleRows(x), -1);
  const best = single(stopGradient({ x: tf.cast(next, 'float32') }));
  const goesOn = done ? tf.sub(1, single(done)) : tf.scalar(1);
  const wanted = tf.add(single(reward), tf.mul(discount, tf.mul(goesOn, best)));
  const difference = tf.sub(wanted, tf.reshape(value, wanted.shape));
  const losses = error === 'squared' ? tf.square(difference) : huberOf(difference, 1);
  return reduceLoss(losses, { weight, mask: mask && single(mask) });
}
