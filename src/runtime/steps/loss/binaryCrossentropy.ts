import * as tf from '@tensorflow/tfjs';
import { encodeTarget, reduceLoss } from '../compareNumbers';
import type { StepFields, StepInputs } from '../stepFunction';

/** How far probabilities stay away from 0 and 1, as in Keras. */
const epsilon = 1e-7;

/** Cross-entropy of every output by itself. */
export function binaryCrossentropy(inputs: StepInputs, fields: StepFields): tf.Scalar {
  const { prediction, target, mask } = inputs as Record<string, tf.Tensor>;
  const { fromLogits, labelSmoothing, reduction, weight } = fields as {
    fromLogits: boolean;
    labelSmoothing: number;
    reduction: string;
    weight: number;
  };
  const encoded = encodeTarget(target!, prediction!);
  const expected =
    labelSmoothing === 0
      ? encoded
      : tf.add(tf.mul(encoded, 1 - labelSmoothing), labelSmoothing / 2);
  const losses = (fromLogits ? ofLogits : ofProbabilities)(expected, prediction!);
  return reduceLoss(losses, { weight, reduction, mask });
}

function ofProbabilities(expected: tf.Tensor, prediction: tf.Tensor): tf.Tensor {
  const probability = tf.clipByValue(prediction, epsilon, 1 - epsilon);
  const right = tf.mul(expected, tf.log(probability));
  const wrong = tf.mul(tf.sub(1, expected), tf.log(tf.sub(1, probability)));
  return tf.neg(tf.add(right, wrong));
}

/** log(1 + e^z) − z·t, without the exponential of a large number. */
function ofLogits(expected: tf.Tensor, logits: tf.Tensor): tf.Tensor {
  return tf.sub(tf.softplus(logits), tf.mul(logits, expected));
}
