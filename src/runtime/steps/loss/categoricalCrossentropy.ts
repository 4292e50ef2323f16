import * as tf from '@tensorflow/tfjs';
import { encodeTarget, reduceLoss } from '../compareNumbers';
import { logSoftmax } from '../logSoftmax';
import type { StepFields, StepInputs } from '../stepFunction';

/** How far probabilities stay away from 0 and 1, as in Keras. */
const epsilon = 1e-7;

/** Minus the logarithm of the probability given to the right class, averaged. */
export function categoricalCrossentropy(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { prediction, target, mask } = inputs as Record<string, tf.Tensor>;
  const { fromLogits, labelSmoothing, weight } = fields as {
    fromLogits: boolean;
    labelSmoothing: number;
    weight: number;
  };
  const classes = prediction!.shape.at(-1) ?? 1;
  const encoded = encodeTarget(target!, prediction!);
  const expected =
    labelSmoothing === 0
      ? encoded
      : tf.add(tf.mul(encoded, 1 - labelSmoothing), labelSmoothing / classes);
  const logarithms = fromLogits ? logSoftmax(prediction!) : logOfShares(prediction!);
  const losses = tf.neg(tf.sum(tf.mul(expected, logarithms), -1));
  return reduceLoss(losses, { weight, mask });
}

function logOfShares(probabilities: tf.Tensor): tf.Tensor {
  const shares = tf.div(probabilities, tf.sum(probabilities, -1, true));
  return tf.log(tf.clipByValue(shares, epsilon, 1 - epsilon));
}
